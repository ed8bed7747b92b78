//! Cycles whose figures are known, and laws for any.

mod cases;

mod laws;

mod naive;
