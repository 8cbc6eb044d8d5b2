//! The picture of the README: the demo's own screen as SVG.
//!
//! `SECRETARIAT_PICTURE=new cargo test --test program picture` draws it anew; otherwise it is only
//! made sure that it can be drawn, and that the README has one.

use std::fmt::Write;
use std::path::Path;

use vt100::{Cell, Color, Screen};

use super::harness::{Program, screen_text};

/// Columns and lines of the picture.
const SIZE: (u16, u16) = (120, 32);
/// Of one cell.
const WIDTH: f32 = 8.4;
const HEIGHT: u16 = 18;
/// Around the screen.
const MARGIN: u16 = 14;
const BACK: &str = "#16181d";
const FRONT: &str = "#d4d7dc";

/// How a run of cells looks.
#[derive(PartialEq, Clone)]
struct Look {
    colour: &'static str,
    bold: bool,
    dim: bool,
    inverse: bool,
}

fn colour(cell: &Cell) -> &'static str {
    match cell.fgcolor() {
        Color::Idx(1) => "#f0655b",
        Color::Idx(2) => "#5fc97e",
        Color::Idx(3) => "#e2b93d",
        Color::Idx(4) => "#6ba2f5",
        Color::Idx(5) => "#c98be0",
        Color::Idx(6) => "#53c6d4",
        _ => FRONT,
    }
}

fn look(cell: &Cell) -> Look {
    Look {
        colour: colour(cell),
        bold: cell.bold(),
        dim: cell.dim(),
        inverse: cell.inverse(),
    }
}

/// The screen as a picture.
fn svg(screen: &Screen) -> String {
    let (lines, columns) = screen.size();
    let (lines, columns) = (lines.get(), columns.get());
    let width = f32::from(columns) * WIDTH + f32::from(2 * MARGIN);
    let height = lines * HEIGHT + 2 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height}\" \
         font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"{BACK}\"/>\n"
    );
    for line in 0..lines {
        let mut column = 0;
        while column < columns {
            column = run(screen, line, column, columns, &mut out);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Draws the cells from there that look the same; returns where they end.
fn run(screen: &Screen, line: u16, from: u16, columns: u16, out: &mut String) -> u16 {
    let first = screen.cell(line, from).unwrap();
    let look = look(first);
    let mut text = String::new();
    let mut to = from;
    while to < columns {
        let cell = screen.cell(line, to).unwrap();
        if self::look(cell) != look || text.ends_with("   ") && cell.has_contents() {
            break;
        }
        if !cell.is_wide_continuation() {
            text.push_str(if cell.has_contents() {
                cell.contents()
            } else {
                " "
            });
        }
        to += 1;
    }
    let x = |column: u16| f32::from(MARGIN) + f32::from(column) * WIDTH;
    let top = MARGIN + line * HEIGHT;
    if look.inverse {
        let fill = look.colour;
        let (x, width) = (x(from), f32::from(to - from) * WIDTH);
        writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{fill}\"/>"
        )
        .unwrap();
    }
    let shown = text.trim_end();
    if shown.trim().is_empty() {
        return to;
    }
    let blanks = shown.len() - shown.trim_start().len();
    let begin = from + u16::try_from(blanks).unwrap();
    let cells = to - begin - u16::try_from(text.len() - shown.len()).unwrap();
    let fill = if look.inverse { BACK } else { look.colour };
    let bold = if look.bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let dim = if look.dim { " opacity=\"0.6\"" } else { "" };
    let shown = shown.trim_start();
    let shown = shown.replace('&', "&amp;").replace('<', "&lt;");
    // The length keeps the columns straight in any font.
    writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{}\" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
         xml:space=\"preserve\" fill=\"{fill}\"{bold}{dim}>{shown}</text>",
        x(begin),
        top + 13,
        f32::from(cells) * WIDTH,
    )
    .unwrap();
    to
}

#[test]
fn the_picture_of_the_readme() {
    let mut program = Program::start(&["demo"]);
    program.resize(SIZE.0, SIZE.1);
    program.wait_for("All services");
    // Those who left and still have access come first.
    program.send("oo");
    program.wait_for("(by findings)");
    // The cursor stays on its user, who has another place now.
    program.wait(|screen| !screen_text(screen).contains(" 1/"));
    program.send("\x1b[H");
    program.wait_for(" 1/");
    program.send("jjj");
    program.wait(|screen| {
        let text = screen_text(screen);
        text.contains(" 4/") && text.contains("karim.benali")
    });
    let picture = svg(program.screen());
    assert!(picture.len() < 100_000, "{} bytes", picture.len());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screen.svg");
    if std::env::var_os("SECRETARIAT_PICTURE").is_some() {
        std::fs::write(&path, picture).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap().starts_with("<svg"));
    assert!(include_str!("../../README.md").contains("(docs/screen.svg)"));
    program.leave();
}
