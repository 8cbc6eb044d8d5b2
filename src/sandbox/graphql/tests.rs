//! The small GraphQL against a small schema of its own.

use serde_json::{Map, Value, json};

use super::run::{Arguments, Outcome, Resolver};
use super::schema::Schema;
use super::{Failure, check, parse, run};

const SCHEMA: &str = "\
Query: shelf(name:String!):Shelf me:Person!
Shelf: name:String! kind:Kind books(first:Int,last:Int,after:String,titles:[String!]):Books!
Books: totalCount:Int! nodes:[Book]
Book: title:String! owner:Person
Person: name:String!
enum Kind: PAPER STONE";

enum Node {
    Query,
    Shelf,
    Books(Value),
    Book(usize),
    Person,
}

struct Library;

impl Resolver for Library {
    type Node = Node;

    fn type_name(&self, node: &Node) -> &'static str {
        match node {
            Node::Query => "Query",
            Node::Shelf => "Shelf",
            Node::Books(_) => "Books",
            Node::Book(_) => "Book",
            Node::Person => "Person",
        }
    }

    fn resolve(
        &self,
        node: &Node,
        field: &str,
        args: &Arguments,
    ) -> Result<Outcome<Node>, Failure> {
        Ok(match (node, field) {
            (Node::Query, "shelf") if args["name"] == "burnt" => {
                return Err(Failure::new("No such shelf", super::At::default()).kind("NOT_FOUND"));
            }
            (Node::Query, "shelf") => Outcome::Node(Node::Shelf),
            (Node::Shelf, "books") => Outcome::Node(Node::Books(args["first"].clone())),
            (Node::Books(_), "totalCount") => Outcome::Value(json!(5)),
            (Node::Books(first), _) => {
                let count = first.as_u64().unwrap_or(0) as usize;
                Outcome::Nodes((0..count).map(Node::Book).collect())
            }
            (Node::Book(number), "title") => Outcome::Value(json!(format!("T{number}"))),
            (Node::Person, _) => Outcome::Value(json!("Zoé")),
            _ => Outcome::Node(Node::Person),
        })
    }
}

fn ask(query: &str, variables: Value) -> (Value, Vec<Failure>) {
    let variables = variables.as_object().cloned().unwrap_or_default();
    let document = match parse::document(query) {
        Ok(document) => document,
        Err(failure) => return (Value::Null, vec![failure]),
    };
    let operation = check::operation(&document, None).unwrap();
    let schema = Schema::read(SCHEMA);
    let (failures, _) = check::check(&schema, &document, operation, &variables);
    if !failures.is_empty() {
        return (Value::Null, failures);
    }
    run::run(&Library, &document, operation, &variables, &Node::Query)
}

#[test]
fn a_query_with_variables_aliases_and_fragments_is_answered() {
    let (data, failures) = ask(
        "query Q($shelf: String!, $n: Int = 2, $deep: Boolean!) {
            a: shelf(name: $shelf) { books(first: $n) { nodes { ...B } } }
            me @include(if: $deep) { name __typename }
            ... on Query { me @skip(if: $deep) { name } }
        }
        fragment B on Book { title owner { name } } # the end",
        json!({"shelf": "x", "deep": true}),
    );
    assert_eq!(failures, []);
    let owner = json!({"name": "Zoé"});
    assert_eq!(
        data,
        json!({
            "a": {"books": {"nodes": [
                {"title": "T0", "owner": owner}, {"title": "T1", "owner": owner}
            ]}},
            "me": {"name": "Zoé", "__typename": "Person"},
        })
    );
}

#[test]
fn an_error_while_running_leaves_null_beside_the_data() {
    let query = "{ shelf(name: \"burnt\") { name } me { name } }";
    let (data, failures) = ask(query, Value::Null);
    assert_eq!(data, json!({"shelf": null, "me": {"name": "Zoé"}}));
    assert_eq!(failures[0].to_json()["type"], "NOT_FOUND");
    assert_eq!(failures[0].to_json()["path"], json!(["shelf"]));
}

#[test]
fn what_the_schema_does_not_allow_is_refused() {
    let cases = [
        (
            "{ shelf(name: \"x\") { colour } }",
            "Field 'colour' doesn't exist on type 'Shelf'",
        ),
        ("{ shelf { name } }", "missing required arguments: name"),
        (
            "{ shelf(name: \"x\", size: 2) { name } }",
            "doesn't accept argument 'size'",
        ),
        ("{ shelf(name: 3) { name } }", "has an invalid value"),
        ("{ shelf(name: \"x\") }", "must have selections"),
        (
            "{ me { name { first } } }",
            "Selections can't be made on scalars",
        ),
        ("{ shelf(name: $x) { name } }", "used but not declared"),
        (
            "query($x: String) { me { name } }",
            "declared by anonymous query but not used",
        ),
        (
            "query($x: String) { shelf(name: $x) { name } }",
            "Type mismatch on variable $x",
        ),
        (
            "query($x: Nope!) { shelf(name: $x) { name } }",
            "isn't a defined input type",
        ),
        (
            "{ shelf(name: \"x\") { books { totalCount } } }",
            "You must provide a `first`",
        ),
        (
            "{ shelf(name: \"x\") { books(first: 101) { totalCount } } }",
            "Requesting 101 records",
        ),
        (
            "{ shelf(name: \"x\") { books(first: 0) { totalCount } } }",
            "Requesting 0 records",
        ),
        (
            "{ me { ...N } } fragment N on Nobody { name }",
            "No such type Nobody",
        ),
        ("{ me { ...N } }", "was used, but not defined"),
        (
            "{ me { ...N } } fragment N on Person { ...N }",
            "infinite loop",
        ),
        ("{ me @defer { name } }", "Directive @defer is not defined"),
        ("mutation { me { name } }", "runs no mutation"),
        ("{ me { name }", "Parse error on end of data"),
        ("{ }", "Parse error"),
        ("", "Parse error"),
    ];
    for (query, wanted) in cases {
        let (data, failures) = ask(query, Value::Null);
        assert_eq!(data, Value::Null, "{query}");
        let text = failures
            .iter()
            .map(|one| one.message.clone())
            .collect::<Vec<_>>()
            .join("; ");
        assert!(text.contains(wanted), "{query}: {text}");
    }
}

#[test]
fn a_missing_or_wrong_variable_is_refused() {
    let query =
        "query($s: String!, $n: Int) { shelf(name: $s) { books(first: $n) { totalCount } } }";
    for variables in [
        json!({"n": 1}),
        json!({"s": null, "n": 1}),
        json!({"s": 4, "n": 1}),
    ] {
        let (_, failures) = ask(query, variables);
        assert!(
            failures[0].message.contains("was provided invalid value"),
            "{failures:?}"
        );
    }
    let (_, failures) = ask(query, json!({"s": "x"}));
    assert_eq!(failures[0].kind, Some("MISSING_PAGINATION_BOUNDARIES"));
    assert_eq!(ask(query, json!({"s": "x", "n": 3})).1, []);
}

#[test]
fn endless_nesting_is_refused_not_followed() {
    let (_, failures) = ask(&"{ me ".repeat(2_000), Value::Null);
    assert!(failures[0].message.contains("too deeply"));
}

#[test]
fn nested_pages_multiply_the_cost() {
    let schema = Schema::read(
        "Query: shelves(first:Int):Shelves
Shelves: nodes:[Shelf]
Shelf: books(first:Int):Books
Books: totalCount:Int!",
    );
    let cost = |query: &str| {
        let document = parse::document(query).unwrap();
        check::check(&schema, &document, &document.operations[0], &Map::new())
    };
    let (failures, small) =
        cost("{ shelves(first: 5) { nodes { books(first: 10) { totalCount } } } }");
    assert_eq!(
        (failures.len(), small),
        (
            0,
            check::Cost {
                points: 1,
                nodes: 55
            }
        )
    );
    let (_, large) = cost("{ shelves(first: 100) { nodes { books(first: 100) { totalCount } } } }");
    assert_eq!(
        large,
        check::Cost {
            points: 1,
            nodes: 10_100
        }
    );
    let many = "{ a: shelves(first: 100) { nodes { books(first: 100) { totalCount } } } \
                  b: shelves(first: 100) { nodes { books(first: 100) { totalCount } } } }";
    assert_eq!(cost(many).1.points, 2);
}
