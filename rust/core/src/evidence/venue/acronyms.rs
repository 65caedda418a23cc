//! Venues that are called by an acronym: of the words of another name, of a meeting, of the journal of one.

use super::words::Meaning;
use super::{Kind, Venue, Word};

impl Venue {
    /// What stands before `Journal` at the beginning of the name, if it can be an acronym of something else: `JAMA Journal of
    /// the American …` is spelled out behind it.
    fn journal_of(&self) -> Option<&[u8]> {
        let mut words = self.words.iter().skip_while(|word| word.weight < 1.0);
        let first = words.next()?;
        words.next().filter(|next| next.meaning == Meaning::Journal)?;
        let letters = self.letters(first);
        ((3..=8).contains(&letters.len()) && letters[0] != b'j').then_some(letters)
    }

    /// The word that is the whole name but for `conference` and the like, if it can be an acronym.
    fn acronym(&self) -> Option<&[u8]> {
        let mut telling = self.words.iter().filter(|word| word.weight >= 1.0);
        let only = telling.next().filter(|_| telling.next().is_none())?;
        let letters = self.letters(only);
        let letters = letters.strip_prefix(b"sig").filter(|rest| rest.len() > 2).unwrap_or(letters);
        (3..=8).contains(&letters.len()).then_some(letters)
    }
}

/// Whether the first is the journal that the second, a meeting, has: `VLDB Journal` beside `VLDB`.
pub fn is_journal_of(journal: &Venue, meeting: &Venue) -> bool {
    let printed = |word: &Word| matches!(word.meaning, Meaning::Journal | Meaning::Periodical);
    let Some(acronym) = journal.journal_of() else { return false };
    !meeting.words.iter().any(printed)
        && (meeting.acronym() == Some(acronym) || is_spelled(acronym, meeting))
}

/// Whether a venue of one word is spelled by the beginnings of the other's words: `VLDB`, `COLT`, `STOC`.
pub(super) fn spells(short: &Venue, long: &Venue) -> bool {
    short.acronym().is_some_and(|acronym| is_spelled(acronym, long))
}

fn is_spelled(acronym: &[u8], long: &Venue) -> bool {
    const FEWEST_WORDS: u8 = 3;
    const ENOUGH_WORDS: u8 = 4;
    const LONGEST: usize = 8;
    if long.words.len() < 3 {
        return false;
    }
    // For each count of letters that are spelled, the most words that spelled them.
    let mut spelled = [None::<u8>; LONGEST + 1];
    spelled[0] = Some(0);
    for (at, word) in long.words.iter().enumerate() {
        go_on(&mut spelled, acronym, long.letters(word), word.weight);
        let left = long.words[at + 1..].iter().filter(|word| word.weight >= 1.0).count();
        // Names go on where an acronym ends: … of the United States of America.
        let fewest = if left <= 1 { FEWEST_WORDS } else { ENOUGH_WORDS };
        if spelled[acronym.len()].take().is_some_and(|words| words >= fewest) {
            return true;
        }
        spelled[acronym.len()] = None;
    }
    false
}

/// Whether a venue of one word is the acronym that the full name of a meeting holds in capitals: `INFOCOM`, and `CHI` of
/// `SIGCHI`. Workshops are held beside meetings of their name.
pub(super) fn names_meeting(short: &Venue, long: &Venue) -> bool {
    let Some(acronym) = short.acronym().filter(|_| long.words.len() > 2) else { return false };
    let is_it = |word: &&[u8]| *word == acronym || word.strip_prefix(b"sig") == Some(acronym);
    long.kind() == Kind::Conference
        && !long.holds("workshop")
        && !long.holds("workshops")
        && long.words[..long.main].iter().any(|word| word.capitals && is_it(&long.letters(word)))
}

/// Goes on spelling an acronym with the next word. Only the first word may give two letters, and one that counts may
/// be passed over only before it.
fn go_on(spelled: &mut [Option<u8>], acronym: &[u8], letters: &[u8], weight: f64) {
    for done in (0..acronym.len()).rev() {
        let Some(words) = spelled[done] else { continue };
        let most = if done == 0 { 2 } else { 1 };
        let fits = |taken: &usize| letters.starts_with(&acronym[done..done + taken]);
        for taken in (1..=most.min(acronym.len() - done)).filter(fits) {
            spelled[done + taken] = spelled[done + taken].max(Some(words + 1));
        }
        if done > 0 && weight >= 1.0 {
            spelled[done] = None;
        }
    }
}
