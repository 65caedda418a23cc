//! The words of venues that mean something by themselves, as data.

/// What a word of a venue tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A word like any other.
    Plain,
    /// A single letter.
    Letter,
    /// `of`, `the`.
    Stop,
    /// A number or an ordinal.
    Number,
    /// `journal`: a journal, and hardly a difference between two.
    Journal,
    /// `international`: in many names, so hardly a difference.
    Common,
    /// `annals`, `letters`: a journal.
    Periodical,
    /// `conference`, `workshop`.
    Meeting,
    /// `proceedings`: of a meeting, or of a learned society, which is a journal.
    Proceedings,
    /// `academy`, `society`.
    Learned,
    /// A server of preprints.
    Preprint,
    /// A book.
    Book,
}

impl Meaning {
    /// What a word counts for in a comparison.
    pub const fn weight(self) -> f64 {
        match self {
            Self::Stop | Self::Number => 0.0,
            Self::Proceedings => 0.1,
            Self::Letter => 0.3,
            Self::Journal | Self::Common | Self::Meeting => 0.5,
            Self::Plain | Self::Periodical | Self::Learned | Self::Preprint | Self::Book => 1.0,
        }
    }
}

macro_rules! meanings {
    ($($word:literal $meaning:ident)*) => { &[$(($word, Meaning::$meaning)),*] };
}

/// Sorted by word.
const WORDS: &[(&str, Meaning)] = meanings![
    "a" Stop "aaai" Common "acad" Learned "academy" Learned "acm" Common "aip" Common
    "ams" Common "and" Stop "ann" Periodical "annals" Periodical "annual" Common
    "arch" Periodical "archives" Periodical "arxiv" Preprint "at" Stop "biorxiv" Preprint
    "book" Book "bull" Periodical "bulletin" Periodical "chemrxiv" Preprint
    "colloquium" Meeting "conf" Meeting "conference" Meeting "congress" Meeting "corr" Preprint
    "das" Stop "de" Stop "del" Stop "der" Stop "des" Stop "di" Stop "dictionary" Book
    "die" Stop "du" Stop "e" Stop "eartharxiv" Preprint "ebook" Book "eighteenth" Number
    "eighth" Number "eighty" Number "el" Stop "eleventh" Number "encyclopaedia" Book
    "encyclopedia" Book "engrxiv" Preprint "eprint" Preprint "eprints" Preprint "et" Stop
    "fifteenth" Number "fifth" Number "fifty" Number "first" Number "for" Stop "forty" Number
    "fourteenth" Number "fourth" Number "fur" Stop "handbook" Book "handbuch" Book
    "ieee" Common "ifip" Common "in" Stop "int" Common "international" Common
    "internationale" Common "intl" Common "iop" Common "j" Journal "jl" Journal "jnl" Journal
    "journal" Journal "la" Stop "las" Stop "le" Stop "les" Stop "letters" Periodical
    "lexikon" Book "los" Stop "magazine" Periodical "medrxiv" Preprint "meeting" Meeting
    "nat" Learned "national" Learned "natl" Learned "nd" Stop "nineteenth" Number
    "ninety" Number "ninth" Number "of" Stop "on" Stop "preprint" Preprint "preprints" Preprint
    "proc" Proceedings "proceedings" Proceedings "psyarxiv" Preprint "quarterly" Periodical
    "rd" Stop "researchsquare" Preprint "rev" Periodical "review" Periodical
    "reviews" Periodical "royal" Learned "second" Number "seventeenth" Number "seventh" Number
    "seventy" Number "siam" Common "sixteenth" Number "sixth" Number "sixty" Number
    "soc" Learned "socarxiv" Preprint "society" Learned "ssrn" Preprint "st" Stop
    "symp" Meeting "symposia" Meeting "symposium" Meeting "techrxiv" Preprint "tenth" Number
    "textbook" Book "th" Stop "the" Stop "third" Number "thirteenth" Number "thirtieth" Number
    "thirty" Number "to" Stop "trans" Periodical "transactions" Periodical "twelfth" Number
    "twentieth" Number "twenty" Number "und" Stop "usenix" Common "with" Stop
    "workshop" Meeting "workshops" Meeting "y" Stop "zeitschrift" Journal
];

/// What a normalized word tells.
pub fn meaning(word: &str) -> Meaning {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Meaning::Number;
    }
    let found = WORDS.binary_search_by_key(&word, |entry| entry.0);
    let plain = if word.chars().nth(1).is_some() { Meaning::Plain } else { Meaning::Letter };
    found.map_or(plain, |at| WORDS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(WORDS.is_sorted_by_key(|entry| entry.0));
    }
}
