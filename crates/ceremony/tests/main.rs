//! One binary for all tests of the ceremony: linked once.

mod afterwards;
mod damage;
mod kills;
mod order;
mod stages;
mod support;
