//! One binary for all tests of the draw and its log: linked once.

mod draw_corpus;
mod draw_golden;
mod draw_quota;
mod draw_random;
mod draw_selection;
mod draw_support;
mod draw_tables;
mod hashes_bottom_k;
mod hashes_golden;
mod hashes_jcs;
mod hashes_lanes;
mod hashes_merkle;
mod matching_properties;
mod matching_support;
mod matching_vectors;
mod statistics;
mod statistics_support;
mod vectors_draw;
mod vectors_log;
