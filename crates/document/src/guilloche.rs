//! The ornament of a certificate, drawn from its own 32-byte mark: the same mark, the same lines, wherever it is drawn.
//!
//! A braid is a bundle of sine lines whose swing is itself a slow sine. Each line is written as cubics
//! through the extremes of its sine with the exact tangents there, so that one period costs two short `s`
//! commands and a whole sheet stays within a few tens of kilobytes before compression.
//!
//! # Invariants
//!
//! Coordinates are rounded to whole units (0.02 mm on the sheet) and written relative to one another;
//! the drawing depends on the mark, the ink and the gap, and on nothing else.

use core::f64::consts::{PI, TAU};
use core::fmt::Write as _;

/// Units per millimetre of the ground. The figure is drawn in a square of 4,000 units of its own.
const MM: f64 = 50.0;

/// Half the side of the figure, in its own units.
const FIGURE: f64 = 2000.0;

/// The share of a turn that an open ring covers.
const OPEN: f64 = 0.78;

/// Colours of one drawing, as SVG writes them, and the width of its lines in the drawing's own units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pens {
    pub(crate) main: &'static str,
    pub(crate) second: &'static str,
    pub(crate) width: u32,
}

/// Whether the rings close. The ring of a paper that is not final yet is a broken knot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ring {
    Closed,
    Broken,
}

impl Ring {
    const fn sweep(self) -> f64 {
        match self {
            Self::Closed => TAU,
            Self::Broken => TAU * OPEN,
        }
    }
}

/// Draws the figure that a person compares with the screen: four rings in two colours, as an SVG.
pub(crate) fn figure(mark: &[u8; 32], pens: Pens, ring: Ring) -> String {
    let mut body = String::new();
    for (place, lines) in [8, 8, 7, 5].into_iter().enumerate() {
        let colour = if place % 2 == 0 { pens.main } else { pens.second };
        let path = around(ring_braid(mark, place, FIGURE), lines, (FIGURE, FIGURE), ring.sweep());
        stroke(&mut body, colour, pens.width, &path);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-20 -20 4040 4040\"><g fill=\"none\">{body}</g></svg>\n"
    )
}

/// Draws the ground of an A4 sheet: the woven spine at the left and pale wide rings behind the facts, as an SVG.
pub(crate) fn ground(mark: &[u8; 32], spine: Pens, pale: Pens, ring: Ring) -> String {
    let centre = (117.0 * MM, 134.0 * MM);
    let mut body = String::new();
    for (place, lines) in [(0, 7), (1, 5)] {
        let colour = if place % 2 == 0 { pale.main } else { pale.second };
        let path = around(ring_braid(mark, place, 77.0 * MM), lines, centre, ring.sweep());
        stroke(&mut body, colour, pale.width, &path);
    }
    body += "<clipPath id=\"c\"><path d=\"M0 450h2000v13950H0z\"/></clipPath><g clip-path=\"url(#c)\">";
    for (strand, colour) in [spine.main, spine.second].into_iter().enumerate() {
        stroke(&mut body, colour, spine.width, &down(spine_braid(mark, strand), 7, 9.0 * MM, 288.0 * MM));
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10500 14850\"><g fill=\"none\">{body}</g></g></svg>\n"
    )
}

fn stroke(body: &mut String, colour: &str, width: u32, path: &str) {
    write!(body, "<path stroke=\"{colour}\" stroke-width=\"{width}\" d=\"{path}\"/>")
        .expect("writing to a string does not fail");
}

/// A bundle of lines `mid + swing(t) · sin(waves · t + phase)`, where the swing swells `lobes` times a turn.
#[derive(Clone, Copy, Debug)]
struct Braid {
    mid: f64,
    swing: f64,
    waves: f64,
    lobes: f64,
    depth: f64,
    turn: f64,
}

impl Braid {
    /// The distance from the axis at `t` and its derivative, for the line of that phase.
    fn at(&self, t: f64, phase: f64) -> (f64, f64) {
        let (slow, slow_slope) = (self.lobes * t + self.turn).sin_cos();
        let (quick, quick_slope) = (self.waves * t + phase).sin_cos();
        let full = self.swing / (1.0 + self.depth);
        let swing = full * (1.0 + self.depth * slow);
        let swing_slope = full * self.depth * self.lobes * slow_slope;
        (self.mid + swing * quick, swing_slope * quick + swing * self.waves * quick_slope)
    }

    /// The places between `from` and `to` where the line of that phase turns, and their distance.
    ///
    /// A slow line is cut half-way too: a cubic over half a turn would leave the circle.
    fn stops(&self, phase: f64, from: f64, to: f64) -> (impl Iterator<Item = f64>, f64) {
        let step = PI / self.waves / if self.waves < 9.0 { 2.0 } else { 1.0 };
        let origin = (PI / 2.0 - phase) / self.waves;
        let first = ((from - origin) / step).ceil();
        let count = whole((to - from) / step + 1e-9);
        ((0..=count).map(move |k| origin + (first + f64::from(k)) * step), step)
    }
}

/// The ring at `place` (0 outermost, 3 innermost) of a drawing of that radius. Six bytes of the mark shape each.
fn ring_braid(mark: &[u8; 32], place: usize, radius: f64) -> Braid {
    // Where the ring runs and how far it swings, as shares of the radius; its least waves and how many more there can be.
    const SHAPES: [(f64, f64, f64, u8); 4] =
        [(0.815, 0.175, 18.0, 7), (0.575, 0.215, 10.0, 6), (0.335, 0.190, 6.0, 5), (0.155, 0.110, 4.0, 4)];
    let (mid, swing, waves, more) = SHAPES[place];
    let bytes = &mark[1 + 6 * place..7 + 6 * place];
    Braid {
        mid: mid * radius,
        swing: swing * radius,
        waves: waves + f64::from(bytes[0] % more),
        // The outermost ring and the third share their lobes, which is what the eye remembers.
        lobes: if place.is_multiple_of(2) {
            3.0 + f64::from(mark[0] % 6)
        } else {
            2.0 + f64::from(bytes[1] % 5)
        },
        depth: 0.20 + share(bytes[2]) * 0.45,
        turn: share(bytes[3]) * TAU,
    }
}

/// One of the two strands of the spine, whose axis is 19.5 mm from the edge.
fn spine_braid(mark: &[u8; 32], strand: usize) -> Braid {
    let bytes = &mark[25 + 3 * strand..28 + 3 * strand];
    Braid {
        mid: 19.5 * MM,
        swing: 9.0 * MM,
        waves: if strand == 0 { 14.0 } else { 9.0 } + f64::from(bytes[0] % 5),
        lobes: 3.0 + f64::from(bytes[1] % 4),
        depth: 0.25 + share(bytes[2]) * 0.4,
        turn: share(bytes[1]) * TAU,
    }
}

/// A byte as a share of one.
fn share(byte: u8) -> f64 {
    f64::from(byte) / 255.0
}

/// The lines of a braid around a centre, in screen coordinates.
fn around(braid: Braid, lines: u32, centre: (f64, f64), sweep: f64) -> String {
    let mut path = Path::default();
    for phase in phases(lines) {
        let (stops, step) = braid.stops(phase, 0.0, sweep);
        for (k, t) in stops.enumerate() {
            let (r, slope) = braid.at(t, phase);
            let (sin, cos) = t.sin_cos();
            let reach = ((slope * cos - r * sin) * step / 3.0, (slope * sin + r * cos) * step / 3.0);
            path.to((centre.0 + r * cos, centre.1 + r * sin), reach, k == 0);
        }
    }
    path.text
}

/// The lines of a braid down the sheet; they begin and end a wave outside, where the clip hides them.
fn down(braid: Braid, lines: u32, from: f64, to: f64) -> String {
    let mut path = Path::default();
    let over = PI / braid.waves;
    let scale = (to - from) / TAU;
    for phase in phases(lines) {
        let (stops, step) = braid.stops(phase, -over, TAU + over);
        for (k, t) in stops.enumerate() {
            let (x, slope) = braid.at(t, phase);
            path.to((x, from + t * scale), (slope * step / 3.0, scale * step / 3.0), k == 0);
        }
    }
    path.text
}

fn phases(lines: u32) -> impl Iterator<Item = f64> {
    (0..lines).map(move |line| TAU * f64::from(line) / f64::from(lines))
}

/// The data of an SVG path, relative and with the shortest separators.
#[derive(Default)]
struct Path {
    text: String,
    last: (i32, i32),
    /// The control point that leaves the first point of a line, until its first curve is written.
    leaving: Option<(i32, i32)>,
}

impl Path {
    /// Goes on to `point`; `reach` is the tangent there times a third of the step. `begins` starts a new line.
    fn to(&mut self, point: (f64, f64), reach: (f64, f64), begins: bool) {
        let end = (whole(point.0), whole(point.1));
        if begins {
            self.leaving = Some((whole(point.0 + reach.0) - end.0, whole(point.1 + reach.1) - end.1));
            self.text.push('M');
            self.numbers([end], true);
        } else {
            let arriving = (whole(point.0 - reach.0) - self.last.0, whole(point.1 - reach.1) - self.last.1);
            let step = (end.0 - self.last.0, end.1 - self.last.1);
            if let Some(leaving) = self.leaving.take() {
                self.text.push('c');
                self.numbers([leaving, arriving, step], true);
                self.text.push('s');
            } else {
                let after_letter = self.text.ends_with('s');
                self.numbers([arriving, step], after_letter);
            }
        }
        self.last = end;
    }

    fn numbers<const N: usize>(&mut self, pairs: [(i32, i32); N], after_letter: bool) {
        let mut bare = after_letter;
        for number in pairs.into_iter().flat_map(|(x, y)| [x, y]) {
            if number >= 0 && !bare {
                self.text.push(' ');
            }
            write!(self.text, "{number}").expect("writing to a string does not fail");
            bare = false;
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a drawing is at most 15,000 units wide, far inside 32 bits"
)]
fn whole(length: f64) -> i32 {
    length.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};
    use std::collections::BTreeSet;

    const PENS: Pens = Pens { main: "#0E5A70", second: "#9A3B26", width: 11 };

    fn drawings(n: u8, ring: Ring) -> (String, String) {
        let mark = Sha256::digest([n]).into();
        (figure(&mark, PENS, ring), ground(&mark, PENS, PENS, ring))
    }

    #[test]
    fn every_mark_has_a_figure_and_a_ground_of_its_own_and_both_stay_small() {
        let (mut figures, mut grounds) = (BTreeSet::new(), BTreeSet::new());
        for n in 0..=255 {
            let (figure, ground) = drawings(n, Ring::Closed);
            assert!(figure.len() + ground.len() < 42_000, "{}", figure.len() + ground.len());
            assert!(figures.insert(figure), "mark {n} looks like an earlier one");
            assert!(grounds.insert(ground), "mark {n} has the ground of an earlier one");
        }
    }

    #[test]
    fn the_same_mark_is_drawn_the_same_twice() {
        assert_eq!(drawings(7, Ring::Closed), drawings(7, Ring::Closed));
    }

    #[test]
    fn a_broken_ring_is_shorter_than_a_closed_one() {
        assert!(drawings(7, Ring::Broken).0.len() < drawings(7, Ring::Closed).0.len());
    }

    #[test]
    fn no_line_of_the_figure_leaves_its_square() {
        for n in 0..=255u8 {
            let mark: [u8; 32] = Sha256::digest([n]).into();
            for place in 0..4 {
                let braid = ring_braid(&mark, place, FIGURE);
                assert!(braid.mid + braid.swing <= FIGURE, "ring {place} of mark {n}");
                assert!(braid.mid - braid.swing > 0.0, "ring {place} of mark {n}");
            }
        }
    }
}
