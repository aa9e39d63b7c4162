//! Round a server of another language, of which we know nothing: pyright.
use std::path::PathBuf;

use super::{raw::Raw, *};
use crate::support::uri;

const TEXT: &str = "\
class Store:
    def insert(self, n: int) -> int:
        return n

store = Store()
store.insert(1)
store.ins
";

/// The one that is named (`HABITUS_PYRIGHT`), or the path's.
fn pyright() -> PathBuf {
    let named = std::env::var_os("HABITUS_PYRIGHT").map(PathBuf::from);
    let found = named.unwrap_or_else(|| "pyright-langserver".into());
    assert!(
        found.is_file(),
        "{found:?} is no pyright: `editors/test/install.sh pyright` gets one, HABITUS_PYRIGHT names it"
    );
    found
}

fn greet(command: Command, house: &House) -> Raw {
    let mut raw = Raw::start(command);
    let root = uri(&house.project());
    let mut capabilities = capabilities::full();
    capabilities["workspace"]["configuration"] = json!(true);
    let greeted = raw.ask(
        "initialize",
        &json!({ "rootUri": root, "capabilities": capabilities,
            "workspaceFolders": [{ "uri": root, "name": "root" }] }),
    );
    assert!(greeted.contains("completionProvider"), "{greeted}");
    raw.notify("initialized", &json!({}));
    let document = json!({ "uri": uri(&house.project().join("a.py")), "languageId": "python",
        "version": 1, "text": TEXT });
    raw.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    let is_read = |bodies: &[String]| {
        let told = |body: &String| body.contains("publishDiagnostics") && body.contains("a.py");
        bodies.iter().any(told).then_some(())
    };
    raw.wait("diagnostics", is_read);
    raw
}

#[test]
#[ignore = "wants a pyright: editors/test/install.sh pyright"]
fn another_server_says_the_same_through_us() {
    let house = House::new();
    house.write("a.py", TEXT);
    let mut command = Command::new(pyright());
    command.current_dir(house.project());
    let mut its = greet(command, &house);
    let program = pyright();
    let mut through = greet(
        wrapping(&house, &[program.to_str().expect("a path")]),
        &house,
    );
    let document = json!({ "uri": uri(&house.project().join("a.py")) });
    let at = |line: u32, character: u32, more: Value| {
        let mut params = json!({ "textDocument": document,
            "position": { "line": line, "character": character } });
        for (name, value) in more.as_object().expect("an object") {
            params[name.as_str()] = value.clone();
        }
        params
    };
    let whole = json!({ "textDocument": document });
    for (method, params) in [
        ("textDocument/completion", at(6, 9, json!({}))),
        ("textDocument/hover", at(5, 8, json!({}))),
        ("textDocument/definition", at(5, 8, json!({}))),
        (
            "textDocument/references",
            at(5, 8, json!({ "context": { "includeDeclaration": true } })),
        ),
        ("textDocument/rename", at(5, 8, json!({ "newName": "put" }))),
        ("textDocument/signatureHelp", at(5, 13, json!({}))),
        ("textDocument/documentSymbol", whole.clone()),
        ("workspace/symbol", json!({ "query": "Store" })),
    ] {
        let [its, through] = [&mut its, &mut through].map(|raw| raw.ask(method, &params));
        assert_eq!(its, through, "{method}");
        assert!(
            its.starts_with("\"result\":") && !its.starts_with("\"result\":null"),
            "{method}: {its}"
        );
    }
    let asked = its.asked("workspace/configuration");
    assert!(!asked.is_empty());
    assert_eq!(asked, through.asked("workspace/configuration"));
}
