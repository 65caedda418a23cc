//! Decided pairs as the index keeps them: how they were decided, and by which points.

use crate::cluster::Match;
use crate::pipeline::Edge;
use crate::relate::{Class, Point, Reason, Relation};
use crate::store::Evidence;

const CLASSES: [Class; 4] =
    [Class::Same, Class::UnsureSame, Class::UnsureDifferent, Class::Different];
const REASONS: [Reason; Reason::NAMES.len()] = Reason::ALL;
const CONFLICT: u8 = 4;
const POINT_BYTES: usize = 5;

/// The one channel of matches: all evidence together.
const ALL_EVIDENCE: u8 = 0;

/// A decided pair with its points, as a row.
pub fn row(edge: &Edge, points: &[Point]) -> Evidence {
    let class = CLASSES.iter().zip(0u8..).find(|(class, _)| **class == edge.class);
    let mut packed = vec![class.map_or(0, |(_, number)| number)];
    packed[0] |= if edge.conflict { CONFLICT } else { 0 };
    for point in points {
        packed.push(point.reason as u8);
        packed.extend_from_slice(&point.points.to_le_bytes());
    }
    Evidence {
        a: edge.pair.a,
        b: edge.pair.b,
        channel: ALL_EVIDENCE,
        jaccard: edge.pair.jaccard,
        containment: edge.pair.containment,
        score: f64::from(edge.score),
        relation: edge.relation as u8,
        points: packed,
    }
}

/// A row as a decided pair with its points.
pub fn edge(row: &Evidence) -> (Edge, Vec<Point>) {
    let (&head, rest) = row.points.split_first().unwrap_or((&0, &[]));
    let (points, _) = rest.as_chunks::<POINT_BYTES>();
    let point = |bytes: &[u8; POINT_BYTES]| {
        let [reason, number @ ..] = *bytes;
        let reason = *REASONS.get(usize::from(reason))?;
        Some(Point { reason, points: f32::from_le_bytes(number) })
    };
    let edge = Edge {
        pair: Match { a: row.a, b: row.b, jaccard: row.jaccard, containment: row.containment },
        score: row.score as f32,
        class: CLASSES[usize::from(head & 3)],
        relation: relation(row.relation),
        conflict: head & CONFLICT != 0,
        points: (0, 0),
    };
    (edge, points.iter().filter_map(point).collect())
}

/// A relation by its number.
pub fn relation(number: u8) -> Relation {
    Relation::ALL.get(usize::from(number)).copied().unwrap_or(Relation::Different)
}

/// A match by text alone, as a decided pair.
pub fn of_match(pair: Match) -> Edge {
    Edge {
        pair,
        score: pair.jaccard as f32,
        class: Class::Same,
        relation: Relation::Revision,
        conflict: false,
        points: (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decided_pair_comes_back() {
        for class in CLASSES {
            let pair = Match { a: 3, b: 9, jaccard: 0.25, containment: 0.5 };
            let whole = Edge {
                pair,
                score: -2.75,
                class,
                relation: Relation::Erratum,
                conflict: class == Class::Different,
                points: (0, 0),
            };
            let points = [Point { reason: Reason::Component, points: -8.5 }];
            assert_eq!(edge(&row(&whole, &points)), (whole, points.to_vec()));
        }
    }
}
