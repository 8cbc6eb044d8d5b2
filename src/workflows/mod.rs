//! What the program does, step by step, for every front.
