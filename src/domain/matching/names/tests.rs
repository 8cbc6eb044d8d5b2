use super::*;
use rstest::rstest;

fn relation(left: &str, right: &str) -> Relation {
    let (left, right) = (parse(left), parse(right));
    let hard = left.form == Form::Full && right.form == Form::Full && left.foreign == right.foreign;
    let letters = |name: &Name| {
        let mut bytes: Vec<u8> = name.words.iter().flat_map(|word| word.bytes()).collect();
        bytes.sort_unstable();
        bytes
    };
    let anagrams = letters(&left) == letters(&right);
    let mut texts = Interner::default();
    let mut ids =
        |name: &Name| -> Vec<u32> { name.words.iter().map(|word| texts.intern(word)).collect() };
    let (left_ids, right_ids) = (ids(&left), ids(&right));
    let left = Words {
        ids: &left_ids,
        long: Words::long_bits(&left.words),
        texts: &texts,
    };
    let right = Words {
        ids: &right_ids,
        long: Words::long_bits(&right.words),
        texts: &texts,
    };
    compare(left, right, anagrams, hard)
}

#[rstest]
#[case("Jane Doe", Form::Full)]
#[case("DOE Jane", Form::Full)]
#[case("王小明", Form::Full)]
#[case("Jane D.", Form::Soft)]
#[case("jane-doe", Form::Soft)]
#[case("JaneDoe", Form::Soft)]
#[case("jdoe42", Form::Word)]
#[case("unknown", Form::Absent)]
#[case("jane@example.org", Form::Absent)]
#[case("42", Form::Absent)]
#[case("", Form::Absent)]
fn a_name_is_told_from_a_handle(#[case] display: &str, #[case] form: Form) {
    assert_eq!(parse(display).form, form);
}

#[rstest]
#[case("Doe, Jane", &["jane", "doe"])]
#[case("Jane Doe, PhD", &["jane", "doe"])]
#[case("Dr. Jane Doe (Ext)", &["jane", "doe"])]
#[case("Jane Doe - DNUM", &["jane", "doe"])]
#[case("Jane Doe via Relay", &["jane", "doe"])]
#[case("Anne O'Connor", &["anne", "oconnor"])]
#[case("Marc-André Lureau", &["marc", "andre", "lureau"])]
fn decoration_is_no_part_of_a_name(#[case] display: &str, #[case] words: &[&str]) {
    assert_eq!(parse(display).words, words);
}

#[rstest]
#[case("Élodie Martin", "MARTIN Elodie", Relation::Equal)]
#[case("Xiaoming Wang", "王小明", Relation::Joined)]
#[case("Yann Le Goff", "Yann Legoff", Relation::Joined)]
#[case("wuyuting", "Wu Yuting", Relation::Joined)]
#[case("Junio C Hamano", "Junio Hamano", Relation::Core)]
#[case("J. Martin", "Jeanne Martin", Relation::Initial)]
#[case("Alex Martin", "Alexandre Martin", Relation::Near)]
#[case("Dmitriy Sokolov", "Dmitri Sokolov", Relation::Near)]
#[case("Сергей Иванов", "Sergey Ivanow", Relation::Similar)]
#[case("Elvira", "Elvira García", Relation::Part)]
#[case("Jane Martin", "Jane Dubois", Relation::SameGiven)]
#[case("Jane Martin", "Paul Martin", Relation::SameFamily)]
#[case("Jane Martin", "Paul Dubois", Relation::Contradiction)]
#[case("Jane Martin", "王小明", Relation::Unknown)]
#[case("Jane Martin", "kernelhacker", Relation::Unknown)]
#[case("Jane Martin", "", Relation::Unknown)]
fn names_relate(#[case] left: &str, #[case] right: &str, #[case] expected: Relation) {
    assert_eq!(relation(left, right), expected);
    assert_eq!(
        relation(right, left),
        expected,
        "comparison has two directions"
    );
}

#[test]
fn a_hostile_name_is_cut_short() {
    let display = "ab ".repeat(100_000);
    assert!(parse(&display).words.len() <= 8);
}
