//! An address with a word that its page does not know: told which, and shown the rest as asked.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use crate::town::{Session, Town};

const NOTICE: [&str; 2] =
    ["Siden forstod ikke dette i adressen: ", "The page did not understand this in the address: "];

async fn page(town: &Town, path: &str, session: &Session) -> String {
    let answer = town.get(path, session).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_a_list_is_refused_when_its_address_holds_a_word_that_the_list_does_not_know() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    for (path, told) in [
        ("/objekter/system/eksport.csv?sorter=hest", "sorter=hest"),
        ("/objekter/system/eksport.csv?hostign=saas", "hostign=saas"),
        ("/objekter/system/eksport.xlsx?status=nope", "status=nope"),
        ("/objekter/system/eksport.csv?dag=2026-01-01", "dag=2026-01-01"),
        ("/sager/eksport.csv?stilling=hest", "stilling=hest"),
        ("/sager/eksport.xlsx?hest=1", "hest=1"),
    ] {
        let answer = town.get(path, &session).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(answer.body.contains(told), "{path}: {}", answer.body);
    }
    for path in
        ["/objekter/system/eksport.csv?sorter=-name&q=&hosting=saas&efter=S0009", "/sager/eksport.csv?sorter=titel"]
    {
        assert_eq!(town.get(path, &session).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_that_a_page_does_not_know_is_told_in_both_languages_and_the_rest_shown() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let rule = "/strategi/it-teknologi-2023/regler/rights-concept-missing";
    for (lang, notice) in [("da", NOTICE[0]), ("en", NOTICE[1])] {
        town.post("/sprog", &session, &[("sprog", lang), ("til", "/")]).await;
        for (path, query, told) in [
            ("/objekter/system", "sorter=hest", "sorter=hest"),
            ("/objekter/system", "dom=hest&q=a", "dom=hest"),
            ("/objekter/system", "efter=hest", "efter=hest"),
            ("/objekter/system", "vis=hest", "vis=hest"),
            ("/objekter/system", "regel=hest&dom=deviates", "regel=hest"),
            ("/objekter/system", "hostign=saas", "hostign=saas"),
            ("/objekter/system", "status=nope", "status=nope"),
            ("/objekter/system", "rights_concept=ja", "rights_concept=ja"),
            ("/sager", "sorter=-hest", "sorter=-hest"),
            ("/sager", "stilling=hest", "stilling=hest"),
            ("/sager", "efter=hest", "efter=hest"),
            ("/log", "side=hest", "side=hest"),
            ("/log", "foer=hest", "foer=hest"),
            ("/opgaver", "frist=hest", "frist=hest"),
            ("/opgaver", "efter=hest", "efter=hest"),
            (rule, "dom=hest", "dom=hest"),
            ("/import/koersler", "foer=hest", "foer=hest"),
            ("/import/koersler", "slags=hest", "slags=hest"),
            ("/anskaffelser", "stand=hest", "stand=hest"),
            ("/anskaffelser", "efter=hest", "efter=hest"),
            ("/sager", "vis=hest", "vis=hest"),
            ("/kle", "alle=ja", "alle=ja"),
            ("/overdragelse", "alle=ja", "alle=ja"),
            ("/sammenlign", "a=hest", "a=hest"),
        ] {
            let page = page(&town, &format!("{path}?{query}"), &session).await;
            assert!(page.contains(&format!("{notice}<code>{told}</code>")), "{lang} {path}?{query}");
        }
    }
    town.post("/sprog", &session, &[("sprog", "da"), ("til", "/")]).await;
    let narrowed = page(&town, "/objekter/system?sorter=hest&q=S0009", &session).await;
    assert!(
        narrowed.contains("/objekter/system/S0009\"") && !narrowed.contains("/objekter/system/S0010\""),
        "{narrowed}"
    );
    let all = page(&town, "/objekter/system", &session).await;
    let found =
        |page: &str| page.split("role=\"status\">").nth(1).and_then(|rest| rest.split('.').next()).map(str::to_owned);
    let passed_over = page(&town, "/objekter/system?status=nope", &session).await;
    assert_eq!(found(&passed_over), found(&all), "the list without the word");
    let token = town.token(Role::ItArchitect, "read").await;
    for path in ["/api/v1/objects/system", "/api/v1/exports/system/objects.csv"] {
        let refused = town.api("GET", &format!("{path}?status=nope"), &token, &[], "").await;
        assert_eq!(
            (refused.status, &refused.json()["label"]),
            (StatusCode::BAD_REQUEST, &json!("narrowing")),
            "{path}"
        );
    }
    let two = page(&town, "/objekter/system?sorter=hest&farve=%3Cb%3E", &session).await;
    assert!(two.contains("<code>sorter=hest</code>, <code>farve=&lt;b&gt;</code>"), "{two}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_pages_own_links_and_forms_send_is_known() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let first = page(&town, "/objekter/system", &session).await;
    let next = first.split("rel=\"next\" href=\"").nth(1).expect("more").split('"').next().expect("its end");
    for path in [
        next,
        "/objekter/system?q=a&dom=deviates&regel=rights-concept-missing&sorter=-deviates&vis=licence&vis=status&hosting=saas&supplier=",
        "/objekter/system?dom=not_assessed&princip=drift-hybrid&sorter=key",
        "/objekter/person",
        "/objekter/system?status=%3F&hosting=-&hosting=own_data_centre&rights_concept=false",
        "/sager?stilling=&q=&princip=&fase=idea&gennemsyn=1&sorter=-aendret",
        "/log?handling=&hvem=system&slags=system&noegle=S0009&fra=2026-10-01&til=&foer=7",
        "/log?kontrol=1",
        "/import/koersler?kilde=KITOS&slags=system&foer=7",
        "/anskaffelser?q=a&fase=idea&stand=i-gang&enhed=-&sorter=-aendret&vis=titel&vis=fase",
        "/sager?vis=sag&vis=noegler",
        "/opgaver?q=&type=sag&slags=system&grund=missing&frist=over&sorter=-frist&vis=hvad&vis=frist",
        "/strategi/it-teknologi-2023/regler/rights-concept-missing?dom=follows",
        "/kle?alle=1",
        "/sammenlign?a=S0009&b=S0010",
        "/sammenlign?a=&b=",
    ] {
        let page = page(&town, &path.replace("&amp;", "&"), &session).await;
        assert!(!page.contains(NOTICE[0]), "{path}");
    }
}
