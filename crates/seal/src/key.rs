//! Keys: Ed25519 (RFC 8032). The secret half signs; the public half is given to those who verify.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use kernel::Hash;
use serde::{Deserialize, Serialize};

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key: 64 hexadecimal digits are wanted")]
pub struct KeyError;

/// The secret half. Never shown; whoever keeps it writes [`Key::secret`] where only the owner reads.
pub struct Key(SigningKey);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.public())
    }
}

impl Key {
    /// The key of 32 random bytes.
    pub fn of(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The key as it was kept.
    ///
    /// # Errors
    /// When it is not 64 hexadecimal digits.
    pub fn parse(kept: &str) -> Result<Self, KeyError> {
        Ok(Self::of(&bytes(kept.trim()).ok_or(KeyError)?))
    }

    /// The key to be kept: 64 hexadecimal digits.
    pub fn secret(&self) -> String {
        hex(self.0.as_bytes())
    }

    /// The half that is shown.
    pub fn public(&self) -> Public {
        Public(self.0.verifying_key())
    }

    /// The signature of a hash's hexadecimal text, as 128 hexadecimal digits.
    pub fn sign(&self, hash: &Hash) -> String {
        hex(&self.0.sign(&hash.hex()).to_bytes())
    }
}

/// The public half, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Public(VerifyingKey);

impl Public {
    /// Whether the signature is this key's, of that hash.
    pub fn signed(&self, hash: &Hash, signature: &str) -> bool {
        let Some(signature) = bytes::<64>(signature) else { return false };
        self.0.verify_strict(&hash.hex(), &Signature::from_bytes(&signature)).is_ok()
    }
}

impl fmt::Display for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0.as_bytes()))
    }
}

impl FromStr for Public {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = bytes(text.trim()).ok_or(KeyError)?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| KeyError)
    }
}

impl From<Public> for String {
    fn from(key: Public) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for Public {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Lower-case digits only: a signed text has one way to be written.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    if text.len() != N * 2 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use kernel::Hasher;

    use super::*;

    #[test]
    fn a_key_is_kept_and_read_again_and_its_secret_is_not_shown() {
        let key = Key::of(&[7; 32]);
        let again = Key::parse(&format!("{}\n", key.secret())).expect("a key");
        assert_eq!(again.public(), key.public());
        assert!(!format!("{key:?}").contains(&key.secret()));
        assert_eq!(key.public().to_string().parse(), Ok(key.public()));
    }

    #[test]
    fn only_this_keys_signature_of_this_hash_counts() {
        let (key, other) = (Key::of(&[7; 32]), Key::of(&[8; 32]));
        let (hash, another) = (Hasher::default().field(b"a").finish(), Hasher::default().field(b"b").finish());
        let signature = key.sign(&hash);
        assert!(key.public().signed(&hash, &signature));
        assert!(!key.public().signed(&another, &signature));
        assert!(!other.public().signed(&hash, &signature));
        for wrong in [String::new(), signature.to_uppercase(), signature[2..].to_owned(), "0".repeat(128)] {
            assert!(!key.public().signed(&hash, &wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for wrong in ["", "ab", &"g".repeat(64), &"æ".repeat(32), &"0".repeat(66)] {
            assert!(Key::parse(wrong).is_err() && wrong.parse::<Public>().is_err(), "{wrong}");
        }
    }
}
