//! Secrets: passwords as argon2id, session and token secrets as SHA-256 of 256 random bits, the second factor as TOTP
//! (RFC 6238). Chance comes from the operating system.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use kernel::Instant;

use crate::HouseError;

/// Shorter passwords are refused; nothing else is demanded of them (NIST SP 800-63B 3.1.1).
pub const SHORTEST_PASSWORD: usize = 12;

/// So many random bytes as text of the digits 0-f.
pub(crate) fn random(bytes: usize) -> Result<String, HouseError> {
    let mut drawn = vec![0; bytes];
    getrandom::fill(&mut drawn).map_err(|_| HouseError::NoChance)?;
    Ok(drawn.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the store knows a secret by.
pub(crate) fn hash(secret: &str) -> String {
    kernel::Hasher::default().field(secret.as_bytes()).finish().to_string()
}

/// A password's hash; away from the threads that answer, since it takes a while on purpose.
pub(crate) async fn hash_password(password: String) -> Result<String, HouseError> {
    let work = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    });
    work.await.map_err(|_| HouseError::BrokenOff)?.map_err(|_| HouseError::NoChance)
}

/// Whether it is the password. Without a hash it takes as long, so that nobody can tell who has an account.
pub(crate) async fn is_password(password: String, hash: Option<String>) -> Result<bool, HouseError> {
    let work = tokio::task::spawn_blocking(move || match hash.as_deref().map(PasswordHash::new) {
        Some(Ok(hash)) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        Some(Err(_)) | None => {
            let mut spent = [0; 32];
            // The outcome does not matter, the time does.
            Argon2::default().hash_password_into(password.as_bytes(), b"no such account", &mut spent).ok();
            false
        }
    });
    work.await.map_err(|_| HouseError::BrokenOff)
}

/// A new shared secret for the second factor, base32 as apps want it.
pub(crate) fn new_totp() -> Result<String, HouseError> {
    let mut drawn = [0; 20];
    getrandom::fill(&mut drawn).map_err(|_| HouseError::NoChance)?;
    Ok(totp_rs::Secret::from(&drawn[..]).to_base32())
}

/// The time step of a second factor's code, when it is right.
pub(crate) fn totp_step(secret: &str, code: &str, at: Instant) -> Option<i64> {
    let secret = totp_rs::Secret::try_from_base32(secret).ok()?;
    let totp = totp_rs::Builder::new().with_secret(secret).with_skew(1).build().ok()?;
    let seconds = u64::try_from(at.0 / 1_000_000).ok()?;
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    i64::try_from(totp.check(&digits, seconds)?).ok()
}
