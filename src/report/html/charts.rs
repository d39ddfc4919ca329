//! The charts, as SVG.
//!
//! They are drawn by `charts-rs` in colours that stand for roles, and each of these is then named by the
//! custom property of the style sheet that holds its colour: one drawing serves a light room, a dark one and paper.

use charts_rs::{
    AxisLabelOverflow, BarChart, ChartBase, Color, HeatmapChart, LegendCategory, Series, YAxisConfig,
};

use crate::report::sources::Sources;
use crate::report::timeline::Timeline;

/// Pixels of a chart that fills the page; the browser scales it.
const WIDTH: f32 = 1040.0;

/// Pixels in height of a bar chart.
const HEIGHT: f32 = 240.0;

/// Pixels of a character's height.
const FONT: f32 = 12.0;

/// How much higher than its highest bar a chart is whose bars are labelled.
const HEADROOM: f32 = 1.15;

/// Steps of an axis.
const STEPS: u8 = 5;

/// Pixels of a side of the square for each source.
const CELL: f32 = 38.0;

/// How opaque its darkest cell is: text in the colour of the page's is read on it in a light room and in a dark one.
const DARKEST: u8 = 140;

/// The roles of colours: what they are drawn in (nothing else is), and the custom property that they become.
const ROLES: [(Color, &str); 5] = [
    (INK, "var(--muted)"),
    (LINE, "var(--line)"),
    (KEPT, "var(--kept)"),
    (REPEAT, "var(--repeat)"),
    (TEXT, "var(--ink)"),
];
const INK: Color = role(1);
const LINE: Color = role(2);
const KEPT: Color = role(3);
const REPEAT: Color = role(4);
const TEXT: Color = role(5);

/// A colour so nearly black that no chart would have chosen it.
const fn role(number: u8) -> Color {
    Color { r: 1, g: 2, b: number, a: u8::MAX }
}

/// What the heat map gives, without being asked, to cells without a value, and to the axis at its side.
const EMPTY_CELL: &str = "#141414";
const SIDE_AXIS: &str = "#6E7079";

/// The headlines of each step of time, those that repeat on top of those that are kept.
pub(super) fn timeline(timeline: &Timeline) -> String {
    let counts = &timeline.counts;
    let series =
        |name: &str, values: Vec<f32>| Series { stack: Some(String::new()), ..Series::from((name, values)) };
    let kept = series("kept", counts.iter().map(|count| size(count.kept)).collect());
    let repeats = series("repeats", counts.iter().map(|count| size(count.repeats)).collect());
    let labels = counts.iter().map(|count| count.label.clone()).collect();
    bars(BarChart::new(vec![kept, repeats], labels), vec![KEPT, REPEAT])
}

/// How many clusters there are of each range of sizes.
pub(super) fn sizes(sizes: &[(String, u64)]) -> String {
    let values: Vec<f32> = sizes.iter().map(|&(_, clusters)| size(clusters)).collect();
    let most = values.iter().copied().fold(0.0, f32::max);
    let labels = sizes.iter().map(|(label, _)| label.clone()).collect();
    let mut chart =
        BarChart::new(vec![Series { label_show: true, ..Series::from(("clusters", values)) }], labels);
    chart.legend.show = Some(false);
    // Room for the labels over the bars.
    chart.y_axis_configs[0].max = Some(round_above(most * HEADROOM));
    chart.series.label.font.color = INK;
    bars(chart, vec![REPEAT])
}

/// How many items each of the sources that share most shares with each other. The sources stand at its edges as numbers, which the
/// page explains beside it: names in any script have widths that only the browser knows.
pub(super) fn square(sources: &Sources) -> String {
    let side = sources.sharing.len();
    let names: Vec<String> = (1..=side).map(|number| number.to_string()).collect();
    // Rows are drawn from below, and read from above.
    let cells = (0..side * side).filter(|cell| cell / side != cell % side && sources.shared[*cell] > 0);
    let cells = cells.map(|cell| ((side - 1 - cell / side) * side + cell % side, size(sources.shared[cell])));
    let mut chart = HeatmapChart::new(cells.collect(), names.clone(), names.into_iter().rev().collect());
    dress(&mut chart.base);
    chart.width = CELL * (side + 1) as f32;
    chart.height = CELL * (side + 1) as f32;
    let series = &mut chart.heatmap_series;
    (series.min_color, series.max_color) = (REPEAT.with_alpha(0), REPEAT.with_alpha(DARKEST));
    (series.min_font_color, series.max_font_color) = (TEXT, TEXT);
    finish(chart.svg())
}

/// A bar chart in the style of the page.
fn bars(mut chart: BarChart, colors: Vec<Color>) -> String {
    dress(&mut chart.base);
    (chart.width, chart.height) = (WIDTH, HEIGHT);
    chart.series.colors = colors;
    chart.x_axis.label_overflow = AxisLabelOverflow::Thin;
    chart.legend.font.color = INK;
    chart.legend.category = LegendCategory::RoundRect;
    for axis in &mut chart.y_axis_configs {
        dress_axis(axis);
    }
    finish(chart.svg())
}

/// What all charts have in common.
fn dress(base: &mut ChartBase) {
    base.background_color = Color::transparent();
    "system-ui".clone_into(&mut base.font_family);
    base.compact = true;
    base.tooltip.show = true;
    base.tooltip.font.color = INK;
    base.grid.stroke_color = LINE;
    base.legend.font.size = FONT;
    base.series.label.font.size = FONT;
    base.x_axis.stroke_color = LINE;
    (base.x_axis.font.size, base.x_axis.font.color) = (FONT, INK);
}

fn dress_axis(axis: &mut YAxisConfig) {
    axis.stroke_color = LINE;
    axis.split_number = usize::from(STEPS);
    (axis.font.size, axis.font.color) = (FONT, INK);
}

/// The drawing with its colours named; nothing where the crate could not draw, which it tells of empty axes alone.
fn finish(drawing: Result<String, charts_rs::Error>) -> String {
    let drawing = drawing.unwrap_or_default();
    let named =
        ROLES.iter().fold(drawing, |drawing, (color, property)| drawing.replace(&color.hex(), property));
    let empty = format!("fill=\"{EMPTY_CELL}\"");
    named
        .replace(&empty, "fill=\"none\"")
        .replace(EMPTY_CELL, "var(--line)")
        .replace(SIDE_AXIS, "var(--muted)")
}

/// A count as a length: beyond 2^24 the bars would not differ to the eye either.
fn size(count: u64) -> f32 {
    count as f32
}

/// The next length above `most` that five steps of a round number reach: 1, 2 or 5 times a power of ten.
fn round_above(most: f32) -> f32 {
    let power = 10_f32.powf((most / f32::from(STEPS)).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| (step * power).max(1.0) * f32::from(STEPS));
    steps.into_iter().find(|&length| length >= most).unwrap_or(most)
}
