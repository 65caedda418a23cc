use proptest::prelude::*;

use super::*;

fn told(a: &str, b: &str) -> AuthorAgreement {
    of(a, b).unwrap_or_else(|| panic!("{a} against {b} is no evidence"))
}

fn of(a: &str, b: &str) -> Option<AuthorAgreement> {
    compare(&Authors::parse(a), &Authors::parse(b))
}

/// Surnames and initials, as they were understood.
fn people(text: &str) -> Vec<String> {
    let list = Authors::parse(text);
    let shown = |person: &Person| {
        let family = list.family(person).first().map_or(&b""[..], |name| list.letters(*name));
        let initials = person.initials.iter().filter(|&&letter| letter != 0);
        let spelled: String = initials.map(|&letter| char::from(letter)).collect();
        format!("{} {spelled}", String::from_utf8_lossy(family)).trim().to_owned()
    };
    list.people.iter().map(shown).collect()
}

/// Lists, and the people in them.
const LISTS: &[(&str, &str)] = &[
    ("Smith, John A.; Jones, Mary", "smith ja|jones m"),
    ("Peng W. J., Yu J., Li Y. J.", "peng wj|yu j|li yj"),
    ("Barkin, R L; Barkin, D", "barkin rl|barkin d"),
    ("A Shaw; P J Mobbs; M O'Connor", "shaw a|mobbs pj|oconnor m"),
    ("Krishna, R. and Rajeswaran, J. and van Gool, W. A.", "krishna r|rajeswaran j|vangool wa"),
    ("Stahl, Bernd Carsten and Elbeltagi, Ibrahim", "stahl bc|elbeltagi i"),
    (
        "sally a. goldman, ronald l. rivest, and robert e. schapire.",
        "goldman sa|rivest rl|schapire re",
    ),
    ("freund, y., & schapire, r. e.", "freund y|schapire re"),
    ("kearns, m. j., mansour, y., ng, a. y., and ron, d.", "kearns mj|mansour y|ng ay|ron d"),
    ("y. freund, r.e. schapire, and l. sellie.", "freund y|schapire re|sellie l"),
    ("Smith JJones KBrown L", "smith j|jones k|brown l"),
    ("Wagner, Lamb B. T. Call L. M. Holtz G.", "wagner|lamb bt|call lm|holtz g"),
    ("Smith, J. Jones, K. Brown, L.", "smith j|jones k|brown l"),
    ("Stefan Van Aelst", "vanaelst s"),
    ("E Wout van den Toren", "vandentoren ew"),
    ("Mentzer R. M. Jr., Lasley R. D.", "mentzer rm|lasley rd"),
    ("V. Kozlov, Yu. D. Zavartsev", "kozlov v|zavartsev yd"),
    ("MY Engelsma; J Drent", "engelsma my|drent j"),
    ("Ma, L.; Ma L; Yu, H.", "ma l|ma l|yu h"),
    ("ROOT WS, HOFMANN FG", "root ws|hofmann fg"),
    ("WALTER S. ROOT; FREDERICK G. HOFMANN", "root ws|hofmann fg"),
    ("Dairain, A. (Annabelle); Engelsma, M.Y. (Marc)", "dairain a|engelsma my"),
    ("Dmytro Volyanskyy, for the CMS Collaboration", "volyanskyy d"),
    ("A. Bee; C. Dee; A. Bee; C. Dee", "bee a|dee c"),
    ("M{\\\"u}ller, J{\\'o}zef", "muller j"),
    ("Balcio&#287;lu, I. C.", "balcioglu ic"),
    ("García Márquez, Gabriel", "garciamarquez g"),
    ("Smith, J. et al.", "smith j"),
    ("Smith, John, Doe, Jane", "smith j|doe j"),
    ("John Smith | Jane Doe", "smith j|doe j"),
    ("Ян Иванов; 王伟", "иванов \u{4f}"),
    ("N/A", ""),
    ("Anonymous", ""),
    ("[No authors listed]", ""),
    ("", ""),
];

#[test]
fn lists_of_all_formats() {
    for &(text, expected) in LISTS {
        assert_eq!(people(text).join("|"), expected, "{text}");
    }
}

#[test]
fn formats_do_not_matter() {
    for (a, b) in [
        ("Smith, John A.; Jones, Mary", "J A Smith; M Jones"),
        ("Müller, J.", "Juergen Mueller"),
        ("Jürgen Müller", "Muller J"),
        ("Cai, Rong-Gen", "Ronggen Cai"),
        ("García Márquez, Gabriel", "G. Marquez"),
        ("Gabriel García Márquez", "Garcia G"),
        ("Jianghua, He", "He Jianghua"),
        ("SMITH JA", "Smith, John Andrew"),
        ("van den Berg, J.", "Vandenberg J"),
        ("De Ruiter M", "M. Ruiter"),
        ("Krzysztof Kolodziejczyk", "Kolodzejczyk K"),
        ("王伟; 李娜", "王伟; 李娜"),
    ] {
        let found = told(a, b);
        assert_eq!((found.matched, found.first_differs), (found.shorter, false), "{a} against {b}");
        assert!(!found.initials_contradict, "{a} against {b}");
    }
    for (a, b) in
        [("Smith, John", "Miller, John"), ("John Smith", "John Miller"), ("Wang, Y.", "Yang, W.")]
    {
        assert_eq!(of(a, b).map(|found| found.matched), Some(0), "{a} against {b}");
    }
    for (a, b) in
        [("王伟", "李娜"), ("王伟", "Wang, Wei"), ("", "Smith"), ("Иванов И.", "Ivanov I.")]
    {
        assert_eq!(of(a, b), None, "{a} against {b}");
    }
}

#[test]
fn what_two_lists_say() {
    let found = told("Wang, Y.; Li, X.", "Wang, L.; Zhao, Q.; Sun, P.");
    assert_eq!((found.matched, found.shorter, found.longer), (1, 2, 3));
    assert!(found.initials_contradict && !found.first_differs && !found.single);
    assert!(told("Wang, Y.", "Wang, Y.; Li, X.").one_against_several);
    assert!(!told("Wang, Y. et al.", "Wang, Y.; Li, X.").one_against_several);
    assert_eq!(
        told("Wang, Y.; Li, X.", "Wang, Y.; Li, X.; Xu, Z.").share_of_longer(),
        Some(2.0 / 3.0)
    );
    assert_eq!(told("Wang, Y. et al.", "Wang, Y.; Li, X.").share_of_longer(), None);
    assert_eq!(of("Institute of Rivers", "Wang, Y.; Li, X."), None);
    assert!(of("Institute of Rivers", "Ministry of Seas").is_some());
    assert!(told("Wang, Y.", "Y. Wang").single);
    assert!(told("Li, X.; Wang, Y.", "Wang, Y.; Li, X.").first_differs);
}

fn names() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[A-Z][a-z]{4,9}", "[A-Z]"), 1..6)
}

/// Strings with the signs and words that lists are made of.
fn lists() -> impl Strategy<Value = String> {
    const PIECES: [&str; 20] = [
        ", ", "; ", " and ", " & ", "|", "\n", ". ", "-", "(", ")", " et al", "van der ", "JJones",
        "Smith", "MA", "\\'{e}", "&eacute;", "王", "Group ", "’",
    ];
    let piece =
        prop_oneof![prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned), "\\PC{0,5}"];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn comparing_is_symmetric(a in lists(), b in lists()) {
        prop_assert_eq!(of(&a, &b), of(&b, &a));
    }

    #[test]
    fn a_list_agrees_with_itself(text in lists()) {
        let list = Authors::parse(&text);
        let Some(found) = compare(&list, &list) else {
            prop_assert!(list.is_empty());
            return Ok(());
        };
        let count = list.people.len();
        prop_assert_eq!((found.matched, found.shorter, found.longer), (count, count, count));
        prop_assert!(!found.first_differs && !found.initials_contradict && !found.one_against_several);
    }

    #[test]
    fn the_first_key_needs_no_list(text in lists()) {
        prop_assert_eq!(first_key(&text), Authors::parse(&text).first_key());
    }

    #[test]
    fn a_list_is_the_same_in_every_format(people in names()) {
        const FORMATS: [(&str, &str); 6] = [
            ("; ", "{n}, {i}."),
            (" and ", "{n}, {i}."),
            (", ", "{n} {i}."),
            (", ", "{i}. {n}"),
            ("; ", "{n} {i}"),
            (" ", "{n} {i}"),
        ];
        let lists = FORMATS.map(|(separator, format)| {
            let all: Vec<String> = people
                .iter()
                .map(|(name, first)| format.replace("{n}", name).replace("{i}", first))
                .collect();
            Authors::parse(&all.join(separator))
        });
        for list in &lists[1..] {
            prop_assert_eq!(list, &lists[0]);
        }
    }

    #[test]
    fn all_surnames_are_one_key_in_any_order(people in names(), turn in 0usize..9) {
        let text = |people: &[(String, String)]| {
            people.iter().map(|(name, first)| format!("{name}, {first}")).collect::<Vec<_>>().join("; ")
        };
        let mut turned = people.clone();
        turned.rotate_left(turn % people.len());
        let key = |people: &[(String, String)]| Authors::parse(&text(people)).all_key();
        prop_assert_eq!(key(&people), key(&turned));
        prop_assert_eq!(key(&people).is_some(), people.len() > 1);
    }

    #[test]
    fn whoever_is_in_both_lists_is_found(a in names(), b in names()) {
        let text = |people: &[(String, String)]| {
            people.iter().map(|(name, first)| format!("{name}, {first}")).collect::<Vec<_>>().join("; ")
        };
        let whole = [a.clone(), b].concat();
        let found = told(&text(&a), &text(&whole));
        prop_assert_eq!(found.matched, found.shorter);
    }
}

#[test]
fn hostile_lists_take_no_time() {
    for piece in ["(", ",", "A, ", "Smith J ", "王", "et ", "'", "1", "Smith; ", "-a", "\\'{"] {
        let list = Authors::parse(&piece.repeat(200_000));
        assert!(list.people.len() <= MOST_PEOPLE);
        compare(&list, &list);
    }
}
