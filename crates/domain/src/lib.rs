//! The vocabulary and the rules of 双随机、一公开, pure: no clock, no randomness, no files.

pub mod codes;
pub mod plan;
pub mod subjects;
