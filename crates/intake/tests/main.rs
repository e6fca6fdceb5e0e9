//! One binary for all tests of reading files: linked once.

mod common;
mod county;
mod hostile;
mod register;
mod replaced;
mod xls;
