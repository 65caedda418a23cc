//! How a record relates to its paper. The evidence here is the text; the verdict of all evidence (titles, authors,
//! years, identifiers) takes its place in this stage.

/// What a member of a cluster is to the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Relation {
    /// The first-seen record: the paper is named after it.
    Founder,
    /// Word for word the text of the founder.
    Identical,
    /// Another text, similar enough.
    Revision,
}

impl Relation {
    /// The words that users see, in the order of the numbers.
    pub const NAMES: [&'static str; 3] = ["founder", "identical", "revision"];

    /// The relation of a record to its founder, each with the first record of its text.
    pub const fn of(record: u32, founder: u32, text: u32, founder_text: u32) -> Self {
        if record == founder {
            Self::Founder
        } else if text == founder_text {
            Self::Identical
        } else {
            Self::Revision
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_follow_record_and_text() {
        assert_eq!(Relation::of(1, 1, 1, 1), Relation::Founder);
        assert_eq!(Relation::of(2, 1, 1, 1), Relation::Identical);
        assert_eq!(Relation::of(2, 1, 2, 1), Relation::Revision);
    }
}
