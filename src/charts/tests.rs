//! Pictures of a small leak, read back by another parser.
