//! Style sheets, fonts and icons inside the binary: the Danish design system (dkfds, neutral theme) and our own few lines. Its style
//! sheet names only the fonts that lie beside it, so that no browser asks for one that does not.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

use crate::problem::Problem;

#[derive(Embed)]
#[folder = "assets"]
struct Assets;

/// Changes with every asset, so that a browser may keep one for good.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Assets::iter().collect();
    names.sort();
    let hasher = names
        .iter()
        .filter_map(|name| Assets::get(name))
        .fold(kernel::Hasher::default(), |hasher, file| hasher.field(&file.metadata.sha256_hash()));
    hasher.finish().to_string().chars().take(12).collect()
});

/// Where a style sheet lies. The version is a folder, so that what the sheet refers to is versioned with it.
pub(crate) fn href(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// One asset. Only names that were embedded are found: no path leads out.
pub(crate) async fn serve(Path((_version, name)): Path<(String, String)>) -> Response {
    let Some(file) = Assets::get(&name) else { return Problem::not_found().into_response() };
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
    let mut response = file.data.into_owned().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    response
}
