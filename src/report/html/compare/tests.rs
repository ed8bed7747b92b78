//! A page of two recordings, read back by another parser.
