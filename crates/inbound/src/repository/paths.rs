//! What a repository's paths say of its habits. Paths are in small letters, with `/` between.

/// One habit and the paths that show it.
pub(super) struct Habit {
    /// The attribute of an automation.
    pub attribute: &'static str,
    /// Whether that path shows it.
    pub is: fn(&str) -> bool,
    /// Whether a repository without such a path is known to lack it: the file can only have one of a few names.
    pub absence_is_no: bool,
}

pub(super) const HABITS: &[Habit] = &[
    Habit { attribute: "readme", is: is_readme, absence_is_no: true },
    Habit { attribute: "licence_file", is: is_licence, absence_is_no: true },
    Habit { attribute: "pipeline", is: is_pipeline, absence_is_no: true },
    Habit { attribute: "code_owners", is: is_code_owners, absence_is_no: true },
    Habit { attribute: "tests", is: is_test, absence_is_no: true },
    Habit { attribute: "infrastructure_as_code", is: is_infrastructure, absence_is_no: false },
    Habit { attribute: "deployment_described", is: is_deployment, absence_is_no: false },
];

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem(path: &str) -> &str {
    name(path).split('.').next().unwrap_or_default()
}

fn at_top(path: &str) -> bool {
    !path.contains('/')
}

fn ends(path: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| path.ends_with(ending))
}

fn in_folder(path: &str, folders: &[&str]) -> bool {
    let Some((folder, _)) = path.rsplit_once('/') else { return false };
    folder.split('/').any(|part| folders.contains(&part))
}

fn is_readme(path: &str) -> bool {
    (at_top(path) || path.starts_with(".github/") || path.starts_with("docs/")) && stem(path) == "readme"
}

fn is_licence(path: &str) -> bool {
    let of_name =
        |stem: &str| ["license", "licence", "copying", "unlicense", "licens"].iter().any(|word| stem.starts_with(word));
    (at_top(path) && of_name(stem(path))) || path.starts_with("licenses/")
}

fn is_pipeline(path: &str) -> bool {
    let workflows = [
        ".github/workflows/",
        ".forgejo/workflows/",
        ".gitea/workflows/",
        ".azure-pipelines/",
        ".woodpecker/",
        ".tekton/",
    ];
    let yaml = ends(path, &[".yml", ".yaml"]);
    (yaml && workflows.iter().any(|folder| path.starts_with(folder)))
        || (yaml && at_top(path) && path.starts_with("azure-pipelines"))
        || matches!(
            path,
            ".gitlab-ci.yml"
                | ".circleci/config.yml"
                | ".travis.yml"
                | ".drone.yml"
                | ".woodpecker.yml"
                | "bitbucket-pipelines.yml"
                | "jenkinsfile"
        )
}

fn is_code_owners(path: &str) -> bool {
    matches!(path, "codeowners" | ".github/codeowners" | ".gitlab/codeowners" | "docs/codeowners")
}

fn is_test(path: &str) -> bool {
    let code = ends(
        path,
        &[
            ".py", ".js", ".ts", ".tsx", ".jsx", ".go", ".rs", ".java", ".kt", ".cs", ".vb", ".php", ".rb", ".ps1",
            ".robot", ".feature", ".sql", ".xaml",
        ],
    );
    let stem = name(path).rsplit_once('.').map_or(name(path), |(stem, _)| stem);
    let named = stem.starts_with("test_") || ends(stem, &["_test", "_tests", ".test", ".tests", ".spec", "_spec"]);
    let dotted = path
        .rsplit_once('/')
        .is_some_and(|(folder, _)| folder.split('/').any(|part| ends(part, &[".test", ".tests", ".unittests"])));
    code && (named || dotted || in_folder(path, &["test", "tests", "__tests__", "spec", "specs", "e2e"]))
}

fn is_infrastructure(path: &str) -> bool {
    ends(path, &[".tf", ".tf.json", ".bicep", ".bicepparam"])
        || matches!(
            name(path),
            "chart.yaml"
                | "kustomization.yaml"
                | "kustomization.yml"
                | "pulumi.yaml"
                | "azuredeploy.json"
                | "ansible.cfg"
        )
        || (in_folder(path, &["ansible", "playbooks", "terraform"]) && ends(path, &[".yml", ".yaml", ".tf"]))
}

fn is_deployment(path: &str) -> bool {
    let file = name(path);
    let containers = ["dockerfile", "containerfile", "docker-compose", "compose"];
    let said = ["deploy", "deployment", "udrulning", "drift", "installation", "install"];
    is_infrastructure(path)
        || (containers.contains(&stem(path))
            && (ends(file, &[".yml", ".yaml"]) || matches!(stem(path), "dockerfile" | "containerfile")))
        || matches!(file, "procfile" | "serverless.yml" | "app.yaml" | "fly.toml")
        || (ends(file, &[".yml", ".yaml"])
            && in_folder(path, &["k8s", "kubernetes", "deploy", "deployment", "helm", "manifests"]))
        || (ends(file, &[".md", ".adoc", ".rst", ".txt"]) && said.contains(&stem(path)))
        || file.ends_with(".service")
}

/// Files that are there for monitoring alone.
pub(super) fn is_monitoring(path: &str) -> bool {
    let config = ends(path, &[".yml", ".yaml", ".json", ".toml", ".conf", ".hcl"]);
    let stems = [
        "prometheus",
        "alertmanager",
        "alerts",
        "otel-collector",
        "otel-collector-config",
        "grafana",
        "filebeat",
        "sentry",
    ];
    config && (stems.contains(&stem(path)) || in_folder(path, &["grafana", "prometheus", "monitoring", "overvågning"]))
}

/// Files that name what a solution is built of and how it runs.
pub(super) fn may_name_monitoring(path: &str) -> bool {
    let file = name(path);
    let built = [
        "package.json",
        "pyproject.toml",
        "pipfile",
        "setup.py",
        "setup.cfg",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "go.mod",
        "cargo.toml",
        "gemfile",
        "composer.json",
        "packages.config",
        "project.json",
        "directory.packages.props",
    ];
    built.contains(&file)
        || (file.starts_with("requirements") && file.ends_with(".txt"))
        || ends(file, &[".csproj", ".vbproj", ".fsproj"])
        || (is_deployment(path) && !ends(file, &[".md", ".adoc", ".rst", ".txt"]))
}

/// Words by which such files name monitoring.
pub(super) fn names_monitoring(written: &str) -> bool {
    let words = [
        "prometheus",
        "opentelemetry",
        "applicationinsights",
        "sentry",
        "elastic-apm",
        "elasticapm",
        "dd-trace",
        "ddtrace",
        "newrelic",
        "healthcheck",
        "livenessprobe",
        "readinessprobe",
        "startupprobe",
        "serilog.sinks",
        "micrometer",
        "azure-monitor",
        "checkmk",
    ];
    words.iter().any(|word| written.contains(word))
}
