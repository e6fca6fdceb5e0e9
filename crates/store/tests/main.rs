//! One binary for all tests of the store: linked once.

mod faults;
mod files;
mod support {
    pub(crate) mod databases;
    pub(crate) mod writing;
}
mod tables;
mod tamper;
mod writes;
