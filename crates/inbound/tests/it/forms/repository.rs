//! A repository's habits, and `publiccode.yml`.

use std::io::{self, Read};

use super::{fact, is_refused, keys, notices, publiccode, repository, today};
use inbound::{EstateFile, Solution, tell_repository, tracked_paths};

fn of(files: &[(&str, &[u8])], what: &str) -> Option<String> {
    fact(&repository(files), &format!("automation.{what}"), "A1")
}

#[test]
fn what_can_have_but_one_name_is_there_or_is_not() {
    let good: [(&str, &[u8]); 6] = [
        ("README.md", b"# Post"),
        ("LICENSE", b"EUPL"),
        (".github/workflows/ci.yml", b"on: push"),
        (".github/CODEOWNERS", b"* @ane"),
        ("tests/test_post.py", b"def test(): pass"),
        ("post.py", b"print()"),
    ];
    let habits = ["readme", "licence_file", "pipeline", "code_owners", "tests"];
    for (place, habit) in habits.into_iter().enumerate() {
        assert_eq!(of(&good, habit).as_deref(), Some("true"), "{habit}");
        let mut without = good.to_vec();
        without.remove(place);
        assert_eq!(of(&without, habit).as_deref(), Some("false"), "{habit}");
    }
    assert_eq!(of(&good, "last_commit_on").as_deref(), Some("2026-11-01"));
    assert_eq!(of(&good, "secrets_in_tree").as_deref(), Some("false"));
    assert_eq!(of(&[("src/vendor/README.md", b""), ("x/attest.py", b"")], "readme").as_deref(), Some("false"));
    assert_eq!(of(&[("x/attest.py", b"")], "tests").as_deref(), Some("false"));
}

#[test]
fn what_can_be_anywhere_is_told_only_when_it_is_seen() {
    for habit in ["infrastructure_as_code", "deployment_described", "monitoring"] {
        assert_eq!(of(&[("README.md", b"")], habit), None, "{habit}");
    }
    for (path, body, habit) in [
        ("infra/main.tf", &b""[..], "infrastructure_as_code"),
        ("main.bicep", b"", "infrastructure_as_code"),
        ("Dockerfile", b"FROM x", "deployment_described"),
        ("docker-compose.yml", b"", "deployment_described"),
        ("docs/udrulning.md", b"", "deployment_described"),
        ("k8s/app.yaml", b"", "deployment_described"),
        ("requirements.txt", b"flask\nprometheus_client==1\n", "monitoring"),
        ("Dockerfile", b"HEALTHCHECK CMD curl", "monitoring"),
        ("ops/prometheus.yml", b"", "monitoring"),
    ] {
        assert_eq!(of(&[(path, body)], habit).as_deref(), Some("true"), "{path}");
    }
    assert_eq!(of(&[("README.md", b"prometheus")], "monitoring"), None);
}

#[test]
fn a_secret_is_told_by_its_path_and_never_shown() {
    let letters = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7jKl0n";
    let token = format!("token = \"gh{}_{letters}\"", "p");
    let key = format!("-----BEGIN {}-----\n{letters}{letters}\n-----END", "RSA PRIVATE KEY");
    let json = format!("{{\"key\": \"-----BEGIN {}-----\\n{letters}{letters}\\n\"}}", "PRIVATE KEY");
    for (path, body) in
        [("src/a.py", &*token), ("x.txt", &*key), ("a.json", &*json), (".env", "A=1"), ("deploy/kommune.pfx", "0")]
    {
        let told = repository(&[(path, body.as_bytes())]);
        assert_eq!(fact(&told, "automation.secrets_in_tree", "A1").as_deref(), Some("true"), "{path}");
        let said = format!("{:?}", told.import.report);
        assert!(said.contains(path) && !said.contains("Ab3dEf6h"), "{said}");
    }
    let words = "AKIAXXXXXXXXXXXXXXXX -----BEGIN PRIVATE KEY----- er, hvordan en nøgle begynder. Den må aldrig ligge i \
        kodelageret; heller ikke i en gren, som ingen bruger. password=";
    for (path, body) in [("docs/x.md", words), (".env.example", "A="), ("test.pem.md", "")] {
        assert_eq!(of(&[(path, body.as_bytes())], "secrets_in_tree").as_deref(), Some("false"), "{path}");
    }
}

#[test]
fn files_too_large_to_search_leave_it_open_whether_there_are_secrets() {
    let endless = || -> io::Result<Box<dyn Read>> { Ok(Box::new(io::repeat(b'x'))) };
    let solution = Solution { key: "A1", known: true, last_commit_on: None };
    let told = |name: &str| tell_repository("x", &[EstateFile::new(name, endless)], solution, today());
    let open = told("data.csv");
    assert_eq!(fact(&open, "automation.secrets_in_tree", "A1"), None);
    assert!(notices(&open).contains("siges intet om hemmeligheder"));
    assert_eq!(fact(&told("film.mp4"), "automation.secrets_in_tree", "A1").as_deref(), Some("false"));
}

const PUBLICCODE: &str = "# comment\npubliccodeYmlVersion: \"0.4\"\n\nname: Postfordeler # kort\nurl: 'https://git.example.dk/post.git'\n
legal:\n  license: EUPL-1.2\n  mainCopyrightOwner: Eksempel Kommune\nmaintenance:\n  type: internal\n  contacts:\n    - name: Ane Friis\n";

#[test]
fn publiccode_tells_name_address_and_licence() {
    for told in [publiccode(PUBLICCODE.as_bytes()), repository(&[("publiccode.yml", PUBLICCODE.as_bytes())])] {
        let of = |what: &str| fact(&told, &format!("automation.{what}"), "A1").unwrap_or_default();
        assert_eq!(
            ["name", "repository", "licence"].map(of),
            ["Postfordeler", "https://git.example.dk/post.git", "EUPL-1.2"]
        );
    }
    assert!(is_refused(&publiccode(b"name: x\n")) && is_refused(&publiccode(&[0xff, 0xfe])));
    // A new solution must have a name.
    assert!(keys(&publiccode(b"publiccodeYmlVersion: 0.4\nurl: x\nname: |\n  x\n"), "automation").is_empty());
}

/// An index as Git writes it: the paths with their modes.
fn index(version: u32, files: &[(&str, u32)]) -> Vec<u8> {
    let mut bytes = [b"DIRC", &version.to_be_bytes()[..], &(files.len() as u32).to_be_bytes()].concat();
    let mut before = String::new();
    for (path, mode) in files {
        let start = bytes.len();
        bytes.extend([0; 24]);
        bytes.extend(mode.to_be_bytes());
        bytes.extend([7; 32]);
        bytes.extend((path.len() as u16).to_be_bytes());
        if version == 4 {
            let same = before.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
            bytes.push((before.len() - same) as u8);
            bytes.extend(&path.as_bytes()[same..]);
            bytes.push(0);
        } else {
            bytes.extend(path.as_bytes());
            bytes.push(0);
            while (bytes.len() - start) % 8 != 0 {
                bytes.push(0);
            }
        }
        before = (*path).to_owned();
    }
    bytes.extend(b"TREE and what else Git keeps");
    bytes
}

#[test]
fn the_tracked_files_are_those_of_the_index() {
    let files = [
        ("README.md", 0o100_644),
        ("bin/run", 0o100_755),
        ("bin/run.lnk", 0o120_000),
        ("src/a.py", 0o100_644),
        ("sub", 0o160_000),
    ];
    for version in [2, 3, 4] {
        assert_eq!(
            tracked_paths(&index(version, &files)),
            Ok(vec!["README.md".into(), "bin/run".into(), "src/a.py".into()])
        );
    }
    let outside = [("../etc/passwd", 0o100_644), ("/etc/passwd", 0o100_644), ("a/./b", 0o100_644)];
    assert_eq!(tracked_paths(&index(2, &outside)), Ok(vec![]));
    for wrong in [&b""[..], b"DIRC", &index(5, &[]), &index(2, &files)[..90]] {
        assert!(tracked_paths(wrong).is_err());
    }
}

#[test]
fn a_folder_without_files_or_with_too_many_is_refused() {
    assert!(is_refused(&repository(&[])));
    let many: Vec<(&str, &[u8])> = vec![("a", b""); 200_001];
    assert!(is_refused(&repository(&many)));
}
