//! How much later a long list comes for going through us. Printed, and no test of the machine.
use super::*;

/// A list of so many items, each of about so many bytes.
fn long(items: usize, bytes: usize) -> Value {
    let item = |n: usize| {
        json!({ "label": format!("alpha_{n}(…)"), "kind": 2, "sortText": format!("{:08x}", 0x7fff_0000 + n),
            "filterText": format!("alpha_{n}"), "detail": "d".repeat(bytes - 250),
            "textEdit": { "newText": format!("alpha_{n}($0)"), "range": {
                "start": { "line": 1, "character": 10 }, "end": { "line": 1, "character": 13 } } },
            "data": { "position": { "line": 1 }, "hash": "0123456789" } })
    };
    (0..items).map(item).collect()
}

#[test]
#[ignore = "a measurement"]
fn a_long_list_comes_soon() {
    for (items, bytes) in [(100, 400), (1000, 400), (1000, 1000)] {
        let house = House::with_crate();
        let server = fake_command();
        let server: Vec<&str> = server.iter().map(String::as_str).collect();
        let mut command = wrapping(&house, &server);
        command
            .env(fake::MARK, "1")
            .env_remove("HABITUS_LIST_LIMIT");
        let client = Client::spawn(command).expect("it starts");
        let greeted = client.initialize(&house.project(), json!({}), capabilities::full());
        greeted.expect("initialize");
        flush(&client);
        let set = client.request(
            "fake/mode",
            json!({ "mode": "", "list": long(items, bytes) }),
        );
        set.expect("a list");
        let (page, at) = lists::begun(&house, &client, "alp");
        for _ in 0..200 {
            page.complete(at).expect("a list");
        }
        eprintln!("{items} items of {bytes} bytes: {}", counters(&client));
    }
}
