//! The authorization code flow with PKCE: begins with an address for the browser, ends with a verified token.
//!
//! What the provider says of itself is asked once an hour, and again when a token is signed by a key not yet known.

use std::collections::HashMap;

use house::{Asks, Begun, Later, Provider, Refusal, Vouched};
use kernel::{Instant, Lang};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthType, AuthorizationCode, ClaimsVerificationError, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken, IdTokenFields, IssuerUrl,
    LanguageTag, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse,
    StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::fetch::Fetch;
use crate::settings::{Settings, SettingsError};
use crate::vouched::vouched;

/// What the provider says of itself counts for so many seconds,
const KNOWN_FOR: i64 = 3_600;
/// and for an unknown key it is asked again no sooner than this.
const ASK_AGAIN: i64 = 60;
/// A provider that did not answer is left alone for so many seconds.
const SILENT_FOR: i64 = 20;
/// Where the provider sends the browser back to, after the public address.
const BACK: &str = "/log-ind/kommune/retur";

/// Every claim, whatever it is called.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Rest {
    #[serde(flatten)]
    all: HashMap<String, Value>,
}

impl AdditionalClaims for Rest {}

type Token = IdToken<Rest, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Tokens = StandardTokenResponse<
    IdTokenFields<
        Rest,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type Asking = Client<
    Rest,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An identity provider that speaks OpenID Connect.
pub struct OpenId {
    settings: Settings,
    issuer: IssuerUrl,
    back: RedirectUrl,
    secret: ClientSecret,
    fetch: Fetch,
    known: Mutex<Known>,
}

/// What is remembered of the provider.
#[derive(Default)]
struct Known {
    told: Option<(Instant, CoreProviderMetadata)>,
    /// When it last did not answer: those who come right after do not wait for it one by one.
    silent_at: Option<Instant>,
}

impl OpenId {
    /// A provider by its settings; it is not asked anything yet.
    ///
    /// # Errors
    /// When an address cannot be read, or no client can be made.
    pub fn new(settings: Settings, secret: String) -> Result<Self, SettingsError> {
        let wrong = |field: &str, why: String| SettingsError::Field { field: field.to_owned(), why };
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|error| wrong("issuer", error.to_string()))?;
        let back = RedirectUrl::new(format!("{}{BACK}", settings.public_address))
            .map_err(|error| wrong("public_address", error.to_string()))?;
        let fetch = Fetch::new(&settings.issuer).map_err(|error| wrong("issuer", error.to_string()))?;
        Ok(Self { settings, issuer, back, secret: ClientSecret::new(secret), fetch, known: Mutex::default() })
    }

    /// What the provider says of itself: as remembered, unless that is older than so many seconds.
    async fn asking(&self, now: Instant, oldest: i64) -> Result<Asking, Refusal> {
        let mut known = self.known.lock().await;
        let metadata = match known.told.as_ref().filter(|(at, _)| now.seconds_since(*at) < oldest) {
            Some((_, metadata)) => metadata.clone(),
            None if known.silent_at.is_some_and(|at| now.seconds_since(at) < SILENT_FOR) => {
                return Err(out_of_reach("discovery", "it did not answer just now"));
            }
            None => {
                let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.fetch).await;
                let metadata = asked.map_err(|error| {
                    known.silent_at = Some(now);
                    out_of_reach("discovery", &told(&error))
                })?;
                *known = Known { told: Some((now, metadata.clone())), silent_at: None };
                metadata
            }
        };
        // By header unless the provider only takes it in the form.
        let by_form = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        let id = ClientId::new(self.settings.client_id.clone());
        let client = Client::from_provider_metadata(metadata, id, Some(self.secret.clone()));
        let way = if by_form { AuthType::RequestBody } else { AuthType::BasicAuth };
        Ok(client.set_redirect_uri(self.back.clone()).set_auth_type(way))
    }

    async fn begun(&self, asks: Asks, lang: Lang, now: Instant) -> Result<Begun, Refusal> {
        let client = self.asking(now, KNOWN_FOR).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .add_ui_locale(LanguageTag::new(if lang == Lang::En { "en" } else { "da" }.to_owned()));
        if asks == Asks::ProofAgain {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(std::time::Duration::ZERO);
        }
        let (address, state, nonce) = request.url();
        Ok(Begun {
            address: address.to_string(),
            ticket: CsrfToken::new_random_len(32).secret().clone(),
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            at: now,
        })
    }

    async fn finished(&self, code: &str, begun: &Begun, now: Instant) -> Result<Vouched, Refusal> {
        let client = self.asking(now, KNOWN_FOR).await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| out_of_reach("token endpoint", &told(&error)))?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()))
            .request_async(&self.fetch)
            .await
            .map_err(|error| out_of_reach("code", &told(&error)))?;
        let token = tokens.id_token().ok_or_else(|| not_believed("no id token"))?;
        let claims = match self.verified(&client, token, begun, now) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                // The provider may have changed its keys.
                let client = self.asking(now, ASK_AGAIN).await?;
                self.verified(&client, token, begun, now)
            }
            verified => verified,
        };
        let claims = claims.map_err(|error| not_believed(&told(&error)))?;
        match claims {
            Value::Object(claims) => vouched(&self.settings, &claims),
            _ => Err(not_believed("claims")),
        }
    }

    /// Signature, issuer, audience, age and nonce; then all the claims.
    fn verified(
        &self,
        client: &Asking,
        token: &Token,
        begun: &Begun,
        now: Instant,
    ) -> Result<Value, ClaimsVerificationError> {
        use CoreJwsSigningAlgorithm as Alg;
        let asymmetric = [
            Alg::RsaSsaPkcs1V15Sha256,
            Alg::RsaSsaPkcs1V15Sha384,
            Alg::RsaSsaPkcs1V15Sha512,
            Alg::RsaSsaPssSha256,
            Alg::RsaSsaPssSha384,
            Alg::RsaSsaPssSha512,
            Alg::EcdsaP256Sha256,
            Alg::EcdsaP384Sha384,
        ];
        let at = chrono::DateTime::from_timestamp_micros(now.0).unwrap_or_default();
        let verifier = client.id_token_verifier().set_allowed_algs(asymmetric).set_time_fn(move || at);
        let claims = token.claims(&verifier, &Nonce::new(begun.nonce.clone()))?;
        serde_json::to_value(claims).map_err(|error| ClaimsVerificationError::Other(error.to_string()))
    }
}

impl Provider for OpenId {
    fn begin(&self, asks: Asks, lang: Lang, now: Instant) -> Later<'_, Begun> {
        Box::pin(self.begun(asks, lang, now))
    }

    fn finish<'a>(&'a self, code: &'a str, begun: &'a Begun, now: Instant) -> Later<'a, Vouched> {
        Box::pin(self.finished(code, begun, now))
    }
}

/// An error with what it comes from. The library's own words hold neither code, secret nor token.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut from = error.source();
    while let Some(cause) = from {
        text = format!("{text}: {cause}");
        from = cause.source();
    }
    text
}

fn out_of_reach(asked: &str, why: &str) -> Refusal {
    tracing::error!(asked, why, "the identity provider did not do as asked");
    Refusal::new(
        "oidc-provider",
        "Kommunens login svarer ikke, som det skal. Prøv igen om lidt. Bliver det ved, så kontakt it-drift; driftsloggen siger hvorfor.",
        "The municipality's sign-in does not answer as it should. Try again shortly. If it goes on, contact IT operations; the operations log says why.",
    )
}

fn not_believed(why: &str) -> Refusal {
    tracing::error!(why, "the identity provider's token was not believed");
    Refusal::new(
        "oidc-token",
        "Svaret fra kommunens login kunne ikke godkendes. Log ind igen fra begyndelsen. Bliver det ved, så kontakt it-drift; driftsloggen siger hvorfor.",
        "The answer from the municipality's sign-in could not be trusted. Sign in again from the start. If it goes on, contact IT operations; the operations log says why.",
    )
}
