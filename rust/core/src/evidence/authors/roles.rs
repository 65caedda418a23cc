//! Words in author lists that are no names: one table, looked up by the first eight letters.

/// What the table says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing: a name.
    Name,
    /// `van`, `de`, `el`: part of a surname.
    Particle,
    /// A word of the names of institutions.
    Corporate,
    /// `and`
    And,
    /// `et`: `and`, or the beginning of `et al`.
    Et,
    /// Titles and suffixes.
    Dropped,
    /// `PhD`: dropped too, and then so are those that could be initials.
    Degree,
}

/// The first eight letters of a word, in lower case, as a number.
const fn packed(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let (mut key, mut at) = (0, 0);
    while at < 8 {
        let byte = if at < bytes.len() { bytes[at].to_ascii_lowercase() } else { 0 };
        key = key << 8 | byte as u64;
        at += 1;
    }
    key
}

macro_rules! roles {
    ($($word:literal $role:ident)*) => { &[$((packed($word), Role::$role)),*] };
}

/// Words by their first eight letters. A word of more than eight letters can only be corporate.
const ROLES: &[(u64, Role)] = roles![
    "bsc" Degree "dphil" Degree "drph" Degree "dsc" Degree "facc" Degree "facs" Degree "fracp" Degree
    "frcp" Degree "frcs" Degree "mbbs" Degree "mbchb" Degree "pharmd" Degree
    "alliance" Corporate "board" Corporate "bureau" Corporate "centers" Corporate "centres" Corporate
    "coordina" Corporate "force" Corporate "health" Corporate "initiati" Corporate "internat" Corporate
    "national" Corporate "officers" Corporate "panel" Corporate "registry" Corporate "study" Corporate
    "survey" Corporate "administ" Corporate "authorit" Corporate "observat" Corporate
    "partners" Corporate "services" Corporate "taskforc" Corporate "working" Corporate
    "academy" Corporate "af" Particle "agency" Corporate "al" Particle "and" And
    "associat" Corporate "aus" Particle "av" Particle "bin" Particle "center" Corporate
    "centre" Corporate "collabor" Corporate "college" Corporate "commissi" Corporate
    "committe" Corporate "consorti" Corporate "corporat" Corporate "council" Corporate
    "da" Particle "das" Particle "de" Particle "del" Particle "della" Particle "den" Particle
    "departme" Corporate "der" Particle "des" Particle "di" Particle "do" Particle "dos" Particle
    "dr" Dropped "du" Particle "ed" Dropped "editor" Dropped "editors" Dropped "eds" Dropped
    "el" Particle "esq" Dropped "et" Et "federati" Corporate "foundati" Corporate
    "group" Corporate "hospital" Corporate "ibn" Particle "iii" Dropped "institut" Corporate
    "investig" Corporate "jr" Dropped "junior" Dropped "la" Particle "laborato" Corporate
    "le" Particle "ministry" Corporate "mph" Degree "mr" Dropped "mrs" Dropped "msc" Degree
    "network" Corporate "organisa" Corporate "organiza" Corporate "ph" Degree "phd" Degree
    "prof" Dropped "professo" Dropped "program" Corporate "project" Corporate "school" Corporate
    "society" Corporate "sr" Dropped "st" Particle "team" Corporate "ten" Particle "ter" Particle "the" Dropped
    "trial" Corporate "trialist" Corporate "trials" Corporate "und" And "universi" Corporate "van" Particle "vom" Particle
    "von" Particle "zu" Particle "zum" Particle "zur" Particle
];

/// [`ROLES`] by a hash: nearly every word is a name, and one look shows it.
static BY_HASH: [(u64, Role); 1 << SLOT_BITS] = by_hash();

const SLOT_BITS: u32 = 9;

/// The bit that tells small letters from capitals, in each of eight bytes.
const SMALL: u64 = 0x2020_2020_2020_2020;

const fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOT_BITS)) as usize
}

const fn by_hash() -> [(u64, Role); 1 << SLOT_BITS] {
    let mut table = [(0, Role::Name); 1 << SLOT_BITS];
    let mut next = 0;
    while next < ROLES.len() {
        let mut at = slot(ROLES[next].0);
        while table[at].0 != 0 {
            at = (at + 1) % table.len();
        }
        table[at] = ROLES[next];
        next += 1;
    }
    table
}

/// What the table says of a word.
pub fn role(word: &str) -> Role {
    // Setting the sixth bit makes letters small; what else it changes is in no word of the table.
    let key = word
        .as_bytes()
        .first_chunk()
        .map_or_else(|| packed(word), |eight| u64::from_be_bytes(*eight) | SMALL);
    let mut at = slot(key);
    while BY_HASH[at].0 != key && BY_HASH[at].0 != 0 {
        at = (at + 1) % BY_HASH.len();
    }
    let role = BY_HASH[at].1;
    if word.len() > 8 && role != Role::Corporate { Role::Name } else { role }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_is_found() {
        for &(key, expected) in ROLES {
            let letters = key.to_be_bytes();
            let word = str::from_utf8(&letters).expect("letters").trim_end_matches('\0');
            assert_eq!(role(word), expected, "{word}");
        }
        assert_eq!(role("Smith"), Role::Name);
    }
}
