//! Which accounts belong to one user, and why.
