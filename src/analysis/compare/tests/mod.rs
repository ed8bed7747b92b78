//! Comparisons of made-up recordings.

mod cases;

mod made_up;

mod words;
