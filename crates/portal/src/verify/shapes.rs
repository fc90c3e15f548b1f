//! The shapes of the verdicts, as the page draws them: form says what the words beside it say, so that colour is
//! never needed. A test compares the strokes with the page's own.
use maud::{Markup, html};

/// The shape of a verdict that the server gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Proved; whether the paper shows the same, only its reader can see.
    StarOpen,
    /// In force by its code; no values were checked.
    Tick,
    /// A sample.
    Slab,
    /// A provisional extract.
    Half,
    /// No longer in force.
    Barred,
    /// A code that cannot be read.
    Torn,
    /// Not valid.
    Cross,
    /// Cannot tell.
    Question,
}

const PETALS: [&str; 8] = [
    "M60 3L76.6 19.9L71.5 32.3L48.5 32.3L43.4 19.9z",
    "M100.3 19.7L100.1 43.4L87.7 48.5L71.5 32.3L76.6 19.9z",
    "M117 60L100.1 76.6L87.7 71.5L87.7 48.5L100.1 43.4z",
    "M100.3 100.3L76.6 100.1L71.5 87.7L87.7 71.5L100.1 76.6z",
    "M60 117L43.4 100.1L48.5 87.7L71.5 87.7L76.6 100.1z",
    "M19.7 100.3L19.9 76.6L32.3 71.5L48.5 87.7L43.4 100.1z",
    "M3 60L19.9 43.4L32.3 48.5L32.3 71.5L19.9 76.6z",
    "M19.7 19.7L43.4 19.9L48.5 32.3L32.3 48.5L19.9 43.4z",
];
const EIGHT: &str = "M70.3 35.1L84.9 49.7L84.9 70.3L70.3 84.9L49.7 84.9L35.1 70.3L35.1 49.7L49.7 35.1z";
const HATCH: &str = "M4 42 16 30M4 58 32 30M4 74 48 30M4 90 64 30M20 90 80 30M36 90 96 30M52 90 112 30M68 90l48-48M84 90l32-32M100 90l16-16";
const TICK: &str = "M38 61l15 15 29-33";
const BOARD: &str = "M4 30h112v60H4z";
const PLATE: &str = "M10 45h100v30H10z";
const HANDS: &str = "M60 44v17l11 8";
const RAYS: &str = "M60 3v12M60 105v12M100 20l-8 8M117 60h-12M100 100l-8-8";
const BAR: &str = "M28 92 92 28";
const UPPER: &str = "M12 12h96v38l-14 10-12-12-14 14-14-12-14 14-14-10-14 8z";
const LOWER: &str = "M12 78l14-8 14 10 14-14 14 12 14-14 12 12 14-10v42H12z";
const CORNERS: &str = "M22 22h16v16H22zM82 22h16v16H82zM22 88h10v10H22zM54 90h8v8h-8zM78 86h14v12H78z";
const KNOT: &str = "M60 6l54 54-54 54L6 60z";
const CUT: &str = "M42 42l36 36M78 42 42 78";
const HOOK: &str = "M46 48c0-18 28-18 28 0 0 12-14 11-14 24M60 80v7";

/// Draws a shape. It says nothing to a screen reader: the words do.
pub(super) fn shape(shape: Shape) -> Markup {
    html! {
        svg viewBox="0 0 120 120" width="112" height="112" aria-hidden="true" { (strokes(shape)) }
    }
}

fn strokes(shape: Shape) -> Markup {
    match shape {
        Shape::StarOpen => html! {
            (petals(PETALS.get(..).unwrap_or_default()))
            path d=(EIGHT) fill="#fff" stroke="currentColor" stroke-width="2.5" stroke-dasharray="5 4" {}
        },
        Shape::Tick => html! { (ring("5", None)) (line(TICK, "7")) },
        Shape::Slab => html! {
            path d=(BOARD) fill="#fff" stroke="#0c2b36" stroke-width="4" {}
            path d=(HATCH) stroke="#e6a417" stroke-width="3" {}
            path d=(PLATE) fill="#fff" {}
            text x="60" y="67.5" text-anchor="middle" class="slab" { "NAMUNA" }
        },
        Shape::Half => html! {
            (petals(PETALS.get(4..).unwrap_or_default()))
            path d=(EIGHT) fill="#fff" stroke="currentColor" stroke-width="2.5" {}
            (line(HANDS, "5"))
            (line(RAYS, "3"))
        },
        Shape::Barred => html! { (ring("7", None)) (line(BAR, "7")) },
        Shape::Torn => html! {
            (sheet(UPPER, "5"))
            (sheet(LOWER, "5"))
            path d=(CORNERS) fill="currentColor" {}
        },
        Shape::Cross => html! { (sheet(KNOT, "7")) (line(CUT, "8")) },
        Shape::Question => html! { (ring("5", Some("13 8"))) (line(HOOK, "6")) },
    }
}

fn petals(paths: &[&str]) -> Markup {
    html! {
        @for path in paths {
            path d=(path) fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" {}
        }
    }
}

fn line(path: &str, width: &str) -> Markup {
    html! { path d=(path) fill="none" stroke="currentColor" stroke-width=(width) {} }
}

fn sheet(path: &str, width: &str) -> Markup {
    html! { path d=(path) fill="#fff" stroke="currentColor" stroke-width=(width) {} }
}

fn ring(width: &str, dashes: Option<&str>) -> Markup {
    html! {
        circle cx="60" cy="60" r="48" fill="#fff" stroke="currentColor" stroke-width=(width) stroke-dasharray=[dashes] {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Shape; 8] = [
        Shape::StarOpen,
        Shape::Tick,
        Shape::Slab,
        Shape::Half,
        Shape::Barred,
        Shape::Torn,
        Shape::Cross,
        Shape::Question,
    ];

    #[test]
    fn every_stroke_is_one_of_the_page() {
        let page = include_str!("../../../../verify-web/src/page/shapes.ts");
        for drawn in ALL.map(|shape| strokes(shape).into_string()) {
            for path in drawn.split(" d=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(page.contains(&format!("'{path}'")), "{path}");
            }
        }
    }

    #[test]
    fn no_two_shapes_are_alike() {
        let mut drawn = ALL.map(|kind| shape(kind).into_string()).to_vec();
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), ALL.len());
    }
}
