//! The names that markup is made of, as data (`docs/normalization.md`). Sorted, so that a look-up is a binary search.

/// Elements that vanish, so that the letters around them join.
pub const INLINE_ELEMENTS: &[&str] = &[
    "b",
    "bold",
    "em",
    "font",
    "i",
    "inf",
    "italic",
    "monospace",
    "named-content",
    "sc",
    "scp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "underline",
];

/// Elements that become a line break: HTML, JATS and MathML.
pub const BLOCK_ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "abstract",
    "ack",
    "address",
    "annotation",
    "article",
    "article-title",
    "aside",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "break",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "disp-formula",
    "div",
    "dl",
    "dt",
    "ext-link",
    "fig",
    "figure",
    "fn",
    "footer",
    "graphic",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "img",
    "inline-formula",
    "inline-graphic",
    "ins",
    "kbd",
    "label",
    "li",
    "list",
    "list-item",
    "main",
    "mark",
    "math",
    "meta",
    "mfenced",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "nav",
    "ol",
    "overline",
    "p",
    "pre",
    "q",
    "roman",
    "s",
    "samp",
    "sans-serif",
    "sec",
    "section",
    "semantics",
    "strike",
    "style",
    "styled-content",
    "summary",
    "svg",
    "table",
    "table-wrap",
    "tbody",
    "td",
    "tex-math",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "trans-title",
    "ul",
    "var",
    "wbr",
    "xref",
];

/// Prefixes whose elements all count, known or not.
pub const ELEMENT_PREFIXES: &[&str] = &["jats", "mml"];

/// LaTeX commands that print a letter.
pub const LETTER_COMMANDS: &[(&str, &str)] = &[
    ("AA", "A"),
    ("AE", "AE"),
    ("DH", "D"),
    ("DJ", "D"),
    ("L", "L"),
    ("O", "O"),
    ("OE", "OE"),
    ("TH", "TH"),
    ("aa", "a"),
    ("ae", "ae"),
    ("dh", "d"),
    ("dj", "d"),
    ("i", "i"),
    ("j", "j"),
    ("l", "l"),
    ("o", "o"),
    ("oe", "oe"),
    ("ss", "ss"),
    ("textquoteright", "'"),
    ("textquotesingle", "'"),
    ("th", "th"),
];

/// LaTeX commands that print a word or a letter that stands alone.
pub const WORD_COMMANDS: &[(&str, &str)] = &[
    ("LaTeX", "latex"),
    ("Pr", "pr"),
    ("TeX", "tex"),
    ("arccos", "arccos"),
    ("arcsin", "arcsin"),
    ("arctan", "arctan"),
    ("arg", "arg"),
    ("cos", "cos"),
    ("cosh", "cosh"),
    ("cot", "cot"),
    ("coth", "coth"),
    ("csc", "csc"),
    ("deg", "deg"),
    ("det", "det"),
    ("dim", "dim"),
    ("ell", "l"),
    ("exp", "exp"),
    ("gcd", "gcd"),
    ("hbar", "h"),
    ("hom", "hom"),
    ("imath", "i"),
    ("inf", "inf"),
    ("jmath", "j"),
    ("ker", "ker"),
    ("lg", "lg"),
    ("lim", "lim"),
    ("liminf", "liminf"),
    ("limsup", "limsup"),
    ("ln", "ln"),
    ("log", "log"),
    ("max", "max"),
    ("min", "min"),
    ("mod", "mod"),
    ("sec", "sec"),
    ("sin", "sin"),
    ("sinh", "sinh"),
    ("sup", "sup"),
    ("tan", "tan"),
    ("tanh", "tanh"),
];

/// LaTeX commands whose argument names something outside the text.
pub const DROPPED_COMMANDS: &[&str] =
    &["begin", "cite", "citep", "citet", "end", "eqref", "label", "ref"];

/// The Greek alphabet from α (U+03B1) to ω (U+03C9); final sigma folds to sigma before it is looked up.
pub const GREEK_NAMES: [&str; 25] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi",
    "chi", "psi", "omega",
];

/// The same, for looking up.
pub const GREEK_SORTED: [&str; 24] = [
    "alpha", "beta", "chi", "delta", "epsilon", "eta", "gamma", "iota", "kappa", "lambda", "mu",
    "nu", "omega", "omicron", "phi", "pi", "psi", "rho", "sigma", "tau", "theta", "upsilon", "xi",
    "zeta",
];

/// Letters that no decomposition brings to their plain form.
pub const PLAIN_LETTERS: &[(char, &str)] = &[
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ĸ', "k"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('ŧ', "t"),
];

/// Combining diacritics: deleted.
pub const DIACRITICS: &[(u32, u32)] =
    &[(0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)];

/// Characters that print nothing: deleted.
pub const INVISIBLE: &[(u32, u32)] = &[
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x180B, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2064),
    (0x2066, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xE0100, 0xE01EF),
];

/// Superscript and subscript digits, fractions, circled and bracketed numbers.
pub const APART: &[(u32, u32)] = &[
    (0x00B2, 0x00B3),
    (0x00B9, 0x00B9),
    (0x00BC, 0x00BE),
    (0x2070, 0x2070),
    (0x2074, 0x2079),
    (0x2080, 0x2089),
    (0x2150, 0x215F),
    (0x2189, 0x2189),
    (0x2460, 0x249B),
    (0x24EA, 0x24EA),
];

/// Scripts written without spaces: Thai, Lao, Tibetan, Myanmar, Khmer, Han, Kana, Bopomofo, Yi.
pub const UNSPACED: &[(u32, u32)] = &[
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x19E0, 0x19FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3031, 0x3035),
    (0x3038, 0x303C),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x312F),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA000, 0xA48F),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
];

/// Characters that vanish between two letters.
pub const APOSTROPHES: [char; 5] = ['\'', '‘', '’', 'ʼ', '＇'];

/// Whether the ranges hold the character.
pub fn in_ranges(ranges: &[(u32, u32)], character: char) -> bool {
    let code = u32::from(character);
    let after = ranges.partition_point(|&(first, _)| first <= code);
    after > 0 && code <= ranges[after - 1].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(
            GREEK_SORTED.is_sorted() && GREEK_SORTED.iter().all(|name| GREEK_NAMES.contains(name))
        );
        assert!(
            INLINE_ELEMENTS.is_sorted()
                && BLOCK_ELEMENTS.is_sorted()
                && DROPPED_COMMANDS.is_sorted()
        );
        assert!(
            LETTER_COMMANDS.is_sorted() && WORD_COMMANDS.is_sorted() && PLAIN_LETTERS.is_sorted()
        );
        for ranges in [APART, DIACRITICS, INVISIBLE, UNSPACED] {
            assert!(ranges.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }
}
