//! Near-duplicate detection of paper records: the stages, and the driver that runs them in memory.
//!
//! Read `pipeline` first; it calls the stages in the order of the flow:
//! normalize → shingle → sketch → band → pair → verify → relate → cluster → canonical.
#![deny(unsafe_code)]

pub mod band;
pub mod canonical;
pub mod channels;
pub mod cluster;
pub mod error;
pub mod evidence;
pub mod fingerprint;
pub mod identifiers;
pub mod ids;
pub mod index;
pub mod join;
pub mod normalize;
pub mod pair;
pub mod parallel;
pub mod params;
pub mod pipeline;
pub mod records;
pub mod relate;
pub mod shingle;
pub mod sketch;
pub mod store;
pub mod text;
pub mod verify;
