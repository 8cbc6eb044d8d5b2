//! Small drawing parts shared by the panes; none of them knows the model.

pub mod arrange;
pub mod bars;
pub mod canvas;
pub mod columns;
pub mod line_edit;
pub mod list;
pub mod members;
pub mod prose;
pub mod rows;
pub mod text;
