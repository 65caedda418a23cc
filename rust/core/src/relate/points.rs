//! The list of points that explains a verdict.

/// What a point is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// Likeness of the titles.
    Title,
    /// Likeness of the abstracts.
    Abstract,
    /// Nothing confirms the title, and something contradicts it.
    Alone,
    /// Agreement of the authors.
    Authors,
    /// Gap between the years.
    Year,
    /// Likeness of the venues.
    Venue,
    /// Volume and pages.
    Pages,
    /// Venue, volume and pages are those of another publication.
    OtherPublication,
    /// DOI.
    Doi,
    /// Any other identifier.
    Identifier,
    /// Parts of a series.
    Series,
    /// Erratum, reply, protocol, …
    Mark,
    /// Numbers in the titles.
    Numbers,
    /// Opposites in the titles.
    Opposite,
    /// A component of the other.
    Component,
    /// A word of one title stands in the place of another.
    Word,
}

impl Reason {
    /// All reasons, in the order of the numbers.
    pub const ALL: [Self; 16] = [
        Self::Title,
        Self::Abstract,
        Self::Alone,
        Self::Authors,
        Self::Year,
        Self::Venue,
        Self::Pages,
        Self::OtherPublication,
        Self::Doi,
        Self::Identifier,
        Self::Series,
        Self::Mark,
        Self::Numbers,
        Self::Opposite,
        Self::Component,
        Self::Word,
    ];

    /// The words that users see, in the order of the numbers.
    pub const NAMES: [&'static str; 16] = [
        "title",
        "abstract",
        "title alone",
        "authors",
        "year",
        "venue",
        "pages",
        "other publication",
        "doi",
        "identifier",
        "series",
        "mark",
        "numbers",
        "opposite",
        "component",
        "word",
    ];

    /// Whether this alone keeps two clusters apart: parts, marked items and components are other papers.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Series | Self::Mark | Self::Component)
    }

    /// Whether this speaks against whatever the rest says.
    pub const fn is_veto(self) -> bool {
        self as u8 >= Self::Series as u8
    }
}

/// One line of a verdict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What for.
    pub reason: Reason,
    /// How many; negative ones speak against.
    pub points: f32,
}

/// The lines of one verdict: few, and without allocation.
#[derive(Debug, Clone, Copy)]
pub struct Points {
    lines: [Point; Reason::NAMES.len()],
    count: u8,
    sum: f64,
}

impl Default for Points {
    fn default() -> Self {
        let none = Point { reason: Reason::Title, points: 0.0 };
        Self { lines: [none; Reason::NAMES.len()], count: 0, sum: 0.0 }
    }
}

impl Points {
    /// Adds a line; each reason is given once.
    pub fn give(&mut self, reason: Reason, points: f64) {
        if points != 0.0 && usize::from(self.count) < self.lines.len() {
            // Kept as users see them, so that the sum of what they see is the score.
            let rounded = (points * 100.0).round() / 100.0;
            self.lines[usize::from(self.count)] = Point { reason, points: rounded as f32 };
            self.count += 1;
            self.sum += rounded;
        }
    }

    /// All lines, in the order given.
    pub fn lines(&self) -> &[Point] {
        &self.lines[..usize::from(self.count)]
    }

    /// The sum of all points, to a hundredth.
    pub fn sum(&self) -> f64 {
        // No zero has a sign.
        (self.sum * 100.0).round() / 100.0 + 0.0
    }

    /// The line that speaks against whatever the rest says.
    pub fn veto(&self) -> Option<Reason> {
        let vetoes = self.lines().iter().filter(|line| line.reason.is_veto());
        vetoes.min_by(|a, b| a.points.total_cmp(&b.points)).map(|line| line.reason)
    }
}
