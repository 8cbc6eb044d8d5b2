//! What the screen can do: one table names it and gives it its keys.
//!
//! Owns the actions that every view shares. A view brings the row of the action that opens it, and
//! each pane says which of the others it offers ([`super::focus::Focus`]).

/// Names a view; the word that opens it in `[ui.keys]` and `--plain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewId(pub &'static str);

/// Something that the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Up,
    Down,
    /// To the pane at the left.
    Left,
    /// To the pane at the right.
    Right,
    PageUp,
    PageDown,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// To the next pane.
    NextPane,
    /// To the previous pane.
    PreviousPane,
    /// Opens what is under the cursor.
    Open,
    Back,
    /// Marks the row under the cursor.
    Mark,
    /// Shows only the users of the service under the cursor.
    Only,
    Filter,
    Sort,
    Sync,
    CancelSync,
    /// Pauses a service, or lets it go on.
    Pause,
    Waive,
    /// Two accounts are one user.
    Same,
    /// Two accounts are never one user.
    Different,
    /// Puts a question off.
    Skip,
    /// Answers all questions of one ground.
    SameAll,
    /// Takes the last decision back.
    Undo,
    /// Makes one user of the marked ones.
    Merge,
    /// Takes an account out of its user.
    Detach,
    /// What operators know of a user.
    Edit,
    /// What was decided and seen of a user.
    History,
    /// Sends the handle to the clipboard.
    Copy,
    /// Runs the checks again.
    Recheck,
    /// Fills the body with a view.
    View(ViewId),
    /// All commands by name.
    Palette,
    Help,
    Redraw,
    /// Back to the command line for a moment.
    Suspend,
    Quit,
}

/// Where an action is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Wherever keys are not text.
    Anywhere,
    /// Where there is a list or a text to walk.
    Lists,
    /// In the panes that name it.
    Panes,
}

/// What is known of an action.
#[derive(Debug, Clone, Copy)]
pub struct ActionSpec {
    pub action: Action,
    /// Its word in `[ui.keys]` and `--plain`.
    pub word: &'static str,
    /// The message that names it: `tui-act-<word>`.
    pub name: &'static str,
    pub keys: &'static [&'static str],
    pub place: Place,
    /// Whether the palette lists it.
    pub listed: bool,
}

impl ActionSpec {
    /// The action that opens a view; `name` is `tui-act-<word>`.
    pub const fn opens(id: ViewId, name: &'static str, keys: &'static [&'static str]) -> Self {
        Self {
            action: Action::View(id),
            word: id.0,
            name,
            keys,
            place: Place::Anywhere,
            listed: true,
        }
    }
}

macro_rules! actions {
    ($($action:ident $word:literal $keys:tt $place:expr, $listed:literal;)*) => {
        &[$(ActionSpec {
            action: Action::$action,
            word: $word,
            name: concat!("tui-act-", $word),
            keys: &$keys,
            place: $place,
            listed: $listed,
        }),*]
    };
}

/// In the order of help and hints; the actions that open views come next.
pub const BEFORE_VIEWS: &[ActionSpec] = actions! {
    Same "same" ["y"] Place::Panes, true;
    Different "different" ["n"] Place::Panes, true;
    Skip "skip" ["space"] Place::Panes, true;
    Undo "undo" ["u"] Place::Panes, true;
    SameAll "same-all" ["a"] Place::Panes, true;
    Open "open" ["enter"] Place::Panes, false;
    Back "back" ["esc"] Place::Anywhere, false;
    Filter "filter" ["/"] Place::Panes, true;
    Sort "sort" ["o"] Place::Panes, true;
    Only "only" ["space"] Place::Panes, true;
    Waive "waive" ["w"] Place::Panes, true;
    Sync "sync" ["s"] Place::Anywhere, true;
    CancelSync "cancel-sync" ["x"] Place::Anywhere, true;
    Pause "pause" ["p"] Place::Panes, true;
    Mark "mark" ["space"] Place::Panes, true;
    Merge "merge" ["m"] Place::Panes, true;
    Detach "detach" ["d"] Place::Panes, true;
    Edit "edit" ["e"] Place::Panes, true;
    History "history" ["H"] Place::Panes, true;
    Copy "copy" ["y"] Place::Panes, true;
    Recheck "recheck" ["r"] Place::Panes, true;
};

/// In the order of help and hints, after the actions that open views.
pub const AFTER_VIEWS: &[ActionSpec] = actions! {
    Palette "palette" [":"] Place::Anywhere, false;
    Help "help" ["?", "f1"] Place::Anywhere, true;
    Up "up" ["up", "k"] Place::Lists, false;
    Down "down" ["down", "j"] Place::Lists, false;
    Left "left" ["left", "h"] Place::Lists, false;
    Right "right" ["right", "l"] Place::Lists, false;
    PageUp "page-up" ["pageup", "ctrl-b"] Place::Lists, false;
    PageDown "page-down" ["pagedown", "ctrl-f"] Place::Lists, false;
    Top "top" ["home"] Place::Lists, false;
    Bottom "bottom" ["end"] Place::Lists, false;
    NextPane "next-pane" ["tab"] Place::Lists, false;
    PreviousPane "previous-pane" ["shift-tab"] Place::Lists, false;
    Redraw "redraw" ["ctrl-l"] Place::Anywhere, false;
    Suspend "suspend" ["ctrl-z"] Place::Anywhere, false;
    Quit "quit" ["q", "ctrl-c"] Place::Anywhere, true;
};
