//! Points for words that stand in the places of others: another subject, told in one text.

use super::publication::SAME_VENUE;
use super::{Pair, Point, Reason};
use crate::evidence::Evidence;
use crate::evidence::pages::Agreement;
use crate::evidence::shared::{Phrase, left_over};
use crate::evidence::venue::{self, Kind};

impl Pair<'_> {
    /// One text that was written for two subjects.
    pub(super) fn subjects(&mut self) {
        let vetoes = &self.policy.vetoes;
        let elsewhere = self.is_elsewhere() || self.is_of_one_venue();
        let points = vetoes.word_repeated + if elsewhere { vetoes.word_elsewhere } else { 0.0 };
        self.said.points.give(Reason::Word, points);
    }

    /// Words that stand in the places of others.
    pub(super) fn words_in_place(&mut self, jaccard: Option<f64>) {
        const UNLIKE: f64 = 0.25;
        let Some(like) = self.said.title else { return };
        // Of two publications or two texts, what is spelled nearly alike may be another word: nephropathy, neuropathy.
        let unlike = jaccard.is_some_and(|jaccard| jaccard < UNLIKE);
        let misspelled = like.misspelled && (unlike || self.is_elsewhere());
        if (like.replaced || misspelled) && !like.numbers && !like.opposite {
            let vetoes = &self.policy.vetoes;
            let points = match jaccard {
                Some(jaccard) if jaccard >= 0.5 => 0.0,
                Some(_) => vetoes.word,
                None => vetoes.word + vetoes.word_unread,
            };
            self.said.points.give(Reason::Word, points);
        }
    }

    /// Whether one text was written for several subjects: each abstract has a word that stands in the place of another in the
    /// titles, and lacks that other. Of titles that share less, all such words must be exchanged, in texts that are alike.
    pub(super) fn is_written_for_two(&self, jaccard: Option<f64>) -> bool {
        const NEARLY: f64 = 0.6;
        const ALIKE: f64 = 0.5;
        const MOST: usize = 6;
        let Some((like, jaccard)) = self.said.title.zip(jaccard) else { return false };
        let nearly = like.replaced || like.quality >= NEARLY;
        let other = like.replaced || like.misspelled || like.numbers || like.opposite;
        if nearly && other && self.are_exchanged(|own, says| own.iter().any(says)) {
            return true;
        }
        !like.equal
            && jaccard >= ALIKE
            && self
                .are_exchanged(|own, says| (1..=MOST).contains(&own.len()) && own.iter().all(says))
    }

    /// Whether words that only one title has stand in its abstract and not in the other, of both titles.
    fn are_exchanged(&self, enough: impl Fn(&[Phrase], &dyn Fn(&Phrase) -> bool) -> bool) -> bool {
        let (of_a, of_b) = left_over(&self.a.title, &self.b.title);
        let only = |own: &Evidence, other: &Evidence, words: &[Phrase]| {
            enough(words, &|word| own.says(word) && !other.says(word))
        };
        only(self.a, self.b, &of_a) && only(self.b, self.a, &of_b)
    }

    /// Whether volume, first page or DOI say that they are two publications.
    fn is_elsewhere(&self) -> bool {
        let (a, b) = (&self.a.place, &self.b.place);
        let by_doi = |line: &Point| line.reason == Reason::Doi && line.points < 0.0;
        a.volume(b) == Agreement::Differs
            || a.first_page(b) == Agreement::Differs
            || self.said.points.lines().iter().any(by_doi)
    }

    /// Whether both name one venue, which prints no text twice. Servers of preprints keep several versions, and what begins
    /// on one page may be one item, told otherwise.
    fn is_of_one_venue(&self) -> bool {
        let preprint = self.a.kind == Kind::Preprint || self.b.kind == Kind::Preprint;
        let one_page = self.a.place.first_page(&self.b.place) == Agreement::Equal;
        let alike = venue::similarity(&self.a.venue, &self.b.venue);
        !preprint && !one_page && alike.is_some_and(|similarity| similarity >= SAME_VENUE)
    }
}
