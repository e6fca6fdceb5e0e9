//! Placeholder module map, replaced by the first real commit.
