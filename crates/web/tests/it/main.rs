//! The faces as strangers, colleagues in each role, programs and attackers meet them.

mod api;
mod attacks;
mod precedence;
mod elsewhere;
mod fake_provider;
mod doors;
mod markup;
mod rights;
mod sign_in;
mod town;
mod writers;
