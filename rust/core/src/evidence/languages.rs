//! In which language and script a title is, as far as few words tell: tables, not code.

/// A language in which titles are common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
    /// Dutch.
    Dutch,
    /// Danish, Norwegian and Swedish, which share most of these words.
    Scandinavian,
    /// Finnish.
    Finnish,
    /// Hungarian.
    Hungarian,
    /// Turkish.
    Turkish,
    /// Romanian.
    Romanian,
    /// Polish.
    Polish,
}

/// Function words that only one of these languages has.
pub const FUNCTION_WORDS: [(Language, &[&str]); 13] = [
    (
        Language::English,
        &["the", "of", "and", "with", "from", "for", "by", "between", "its", "on", "to", "an"],
    ),
    (
        Language::German,
        &[
            "der", "die", "das", "und", "von", "bei", "mit", "des", "zur", "zum", "im", "eine",
            "einer", "nach", "uber", "fur", "aus", "auf",
        ],
    ),
    (
        Language::French,
        &["le", "les", "et", "du", "au", "aux", "chez", "sur", "dans", "une", "par"],
    ),
    (Language::Spanish, &["el", "y", "los", "las", "del", "en", "una", "con", "por"]),
    (Language::Italian, &["il", "gli", "di", "della", "nel", "nella", "dei", "delle", "e", "per"]),
    (Language::Portuguese, &["o", "os", "um", "uma", "da", "dos", "das", "em", "na", "no", "ao"]),
    (
        Language::Dutch,
        &["het", "een", "van", "voor", "bij", "ook", "tussen", "naar", "zijn", "niet", "op", "aan"],
    ),
    (
        Language::Scandinavian,
        &[
            "och", "att", "som", "ett", "hos", "efter", "av", "til", "till", "og", "af", "fra",
            "eller", "mellem", "mellan", "mellom", "ved", "vid", "fran", "pa", "blant", "blandt",
        ],
    ),
    (Language::Finnish, &["ja", "seka", "kanssa", "tai", "vaikutus", "suomessa", "hoito"]),
    (Language::Hungarian, &["az", "egy", "es", "valo", "hatasa", "soran", "alapjan", "kezelese"]),
    (
        Language::Turkish,
        &["ve", "ile", "icin", "bir", "olan", "uzerine", "arasindaki", "olarak", "etkisi"],
    ),
    (Language::Romanian, &["pentru", "prin", "din", "asupra", "ale", "sau", "dupa", "tratamentul"]),
    (Language::Polish, &["oraz", "przy", "dla", "wplyw", "leczenie", "ocena", "przez", "na"]),
];

/// In what most letters of a text are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// Latin, or no letters.
    #[default]
    Latin,
    /// Greek.
    Greek,
    /// Cyrillic.
    Cyrillic,
    /// Hebrew.
    Hebrew,
    /// Arabic.
    Arabic,
    /// Chinese, Japanese or Korean.
    EastAsian,
    /// Any other.
    Other,
}

impl Script {
    /// Most of all languages have words of Latin letters too: names, substances.
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Latin;
        }
        let mut counts = [0usize; Self::ALL.len()];
        for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
            counts[Self::of_letter(letter) as usize] += 1;
        }
        let all: usize = counts.iter().sum();
        Self::ALL.into_iter().find(|&script| 2 * counts[script as usize] > all).unwrap_or_default()
    }

    const ALL: [Self; 7] = [
        Self::Latin,
        Self::Greek,
        Self::Cyrillic,
        Self::Hebrew,
        Self::Arabic,
        Self::EastAsian,
        Self::Other,
    ];

    const fn of_letter(letter: char) -> Self {
        match letter as u32 {
            0..0x0250 | 0x1e00..0x1f00 => Self::Latin,
            0x0370..0x0400 | 0x1f00..0x2000 => Self::Greek,
            0x0400..0x0530 => Self::Cyrillic,
            0x0590..0x0600 => Self::Hebrew,
            0x0600..0x0780 | 0xfb50..0xfe00 => Self::Arabic,
            0x1100..0x1200 | 0x2e80..0xa4d0 | 0xac00..0xd7b0 | 0xf900..0xfb00 | 0x2_0000.. => {
                Self::EastAsian
            }
            _ => Self::Other,
        }
    }
}
