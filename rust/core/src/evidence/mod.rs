//! What the fields of a record say, parsed so that two records can be compared (`docs/evidence.md`).
//!
//! A parser never fails: what it cannot read is no evidence. None of this enters a content ID.

pub mod authors;
pub mod pages;
pub mod venue;
pub mod year;
