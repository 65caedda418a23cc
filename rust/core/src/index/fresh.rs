//! Records that come into the index together: what the first pass found of them, and their numbers.

use rayon::slice::ParallelSliceMut;

use super::profile::Profile;
use super::setup::Setup;
use crate::channels::{Channel, SHARDS};
use crate::error::Result;
use crate::fingerprint::{Fingerprint, Fingerprints, fingerprints};
use crate::ids::{index, number};
use crate::pair::Entry;
use crate::parallel::{Control, Stage};
use crate::pipeline::glance::Outlines;
use crate::records::Records;
use crate::text::Basis;

/// The records of one dump, and what the index keeps of them besides.
pub trait Given: Records {
    /// The place of a record in the dump.
    fn position(&self, row: u32) -> u64;

    /// The id that it came with.
    fn own_id(&self, row: u32) -> Option<&str>;

    /// All that no stage reads.
    fn extra(&self, row: u32) -> Option<&str>;
}

/// Records of which the keys are not in the index yet.
pub struct Fresh<'a, R> {
    /// What they say, by row.
    pub records: &'a R,
    /// What the first pass found, by row.
    pub taken: Fingerprints,
    /// Numbers with rows, by number.
    pub rows: Vec<(u32, u32)>,
    /// Numbers by row.
    numbers: Vec<u32>,
    setup: &'a Setup,
}

impl<'a, R: Records> Fresh<'a, R> {
    /// Takes the fingerprints. Numbers follow: [`Self::number_from`], [`Self::number_as`].
    pub fn new(records: &'a R, setup: &'a Setup, control: &Control) -> Result<Self> {
        control.begin(Stage::Fingerprint, records.len());
        let taken = fingerprints(records, setup.settings(), control)?;
        Ok(Self { records, taken, rows: Vec::new(), numbers: Vec::new(), setup })
    }

    /// Rows in canonical order: by content, then by volume and pages, and records that say the same as they came.
    pub fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..number(self.records.len())).collect();
        order.par_sort_by_cached_key(|&row| (self.print(row).content_id(), self.print(row).same));
        order
    }

    /// Gives consecutive numbers to rows in this order.
    pub fn number_from(&mut self, first: u32, order: &[u32]) {
        self.rows = (first..).zip(order.iter().copied()).collect();
        self.numbers = vec![0; order.len()];
        self.rows.iter().for_each(|&(number, row)| self.numbers[index(row)] = number);
    }

    /// Rows have these numbers, which ascend.
    pub fn number_as(&mut self, numbers: &[u32]) {
        self.numbers = numbers.to_vec();
        self.rows = numbers.iter().copied().zip(0..).collect();
    }

    /// The fingerprint of a row.
    pub fn print(&self, row: u32) -> &Fingerprint {
        &self.taken.records[index(row)]
    }

    /// The number of a row.
    pub fn number(&self, row: u32) -> u32 {
        self.numbers[index(row)]
    }

    /// The row of a number, if it is fresh.
    pub fn row(&self, number: u32) -> Option<u32> {
        let first = self.rows.first()?.0;
        // The numbers of a dump are consecutive.
        let near = self.rows.get(index(number.checked_sub(first)?));
        if let Some(found) = near.filter(|row| row.0 == number) {
            return Some(found.1);
        }
        self.rows.binary_search_by_key(&number, |row| row.0).ok().map(|at| self.rows[at].1)
    }

    /// The profile of a row.
    pub fn profile(&self, row: u32) -> Profile {
        let Outlines { title, text, .. } = self.outlines(row);
        Profile::new(self.print(row), title, *text)
    }

    /// The words of a row's title, and the shingles of its abstract.
    pub fn outlines(&self, row: u32) -> Outlines<'_> {
        let title = self.taken.titles.get(index(row)).copied().unwrap_or_default();
        Outlines { title, text: self.taken.outline(row), issued: self.print(row).issued }
    }

    /// How many parts the keys come in; all that have one key are in one part.
    pub fn parts(&self) -> usize {
        let shards = if self.setup.by_evidence() { SHARDS as usize } else { 0 };
        shards + self.setup.plan.banding.bands
    }

    /// Adds the keys of one part, of the rows that are items, with their numbers.
    pub fn entries(&self, part: usize, is_item: impl Fn(u32) -> bool, out: &mut Vec<Entry>) {
        let shards = self.parts() - self.setup.plan.banding.bands;
        if part < shards {
            let start = out.len();
            self.taken.named.part(part as u64, self.records.len(), is_item, out);
            out[start..].iter_mut().for_each(|entry| entry.1 = self.number(entry.1));
            return;
        }
        let key = |row| Channel::Abstract.mark(self.taken.key(row, part - shards));
        let by_text = |&(_, row): &(u32, u32)| is_item(row) && self.print(row).basis == Basis::Text;
        out.extend(
            self.rows.iter().filter(|row| by_text(row)).map(|&(number, row)| (key(row), number)),
        );
    }
}
