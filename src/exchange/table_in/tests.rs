//! Tables as people really save them.

use proptest::prelude::*;

use super::super::csv_out::Writer;
use super::*;

fn read(bytes: &[u8]) -> Table {
    Table::read("t.csv", bytes, None, Limits::default()).unwrap()
}

fn refused(bytes: &[u8], limits: Limits) -> String {
    match Table::read("t.csv", bytes, None, limits) {
        Err(refusal) => refusal.to_string(),
        Ok(table) => table.rows().find_map(Result::err).expect("a refusal").to_string(),
    }
}

fn rows(table: &Table) -> Vec<(u64, Vec<String>)> {
    let owned = |row: Row<'_>| (row.line, row.cells.into_iter().map(Cow::into_owned).collect());
    table.rows().map(|row| owned(row.unwrap())).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns().iter().map(|column| column.name.as_str()).collect()
}

fn strings(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn rows_keep_their_physical_lines() {
    let table = read("\u{feff}a,b\r\n1,\"x\r\ny\"\n\n,,\r\n\"q \"\"r\"\"\",\"\"\r3,5\" disk".as_bytes());
    assert_eq!(names(&table), ["a", "b"]);
    assert_eq!(
        rows(&table),
        [(2, strings(&["1", "x\r\ny"])), (6, strings(&["q \"r\"", ""])), (7, strings(&["3", "5\" disk"]))],
        "blank rows are passed over, and every line end counts once"
    );
    assert_eq!(table.place(6, Some(1)), "t.csv line 6, column `b`");
}

#[test]
fn the_delimiter_is_found_and_said() {
    let cases: [(&str, Delimiter, usize); 7] = [
        ("a,b,c\n1,2,3\n", Delimiter::Comma, 3),
        ("a;b;c\n1,5;2,5;x, y\n", Delimiter::Semicolon, 3),
        ("a\tb\n1, 2\t3; 4\n", Delimiter::Tab, 2),
        ("name\nSmith; Ann\n", Delimiter::Comma, 1),
        ("\"a;b\",\"c;d\"\n1,2\n", Delimiter::Comma, 2),
        ("sep=;\r\na;b,c\r\n1;2\r\n", Delimiter::Semicolon, 2),
        ("a,note; more\n1,x\n2,y; z\n", Delimiter::Comma, 2),
    ];
    for (text, delimiter, columns) in cases {
        let table = read(text.as_bytes());
        assert_eq!((table.delimiter(), table.columns().len()), (delimiter, columns), "{text:?}");
    }
    let table = read(b"a;b\n1;2\n");
    assert_eq!(table.notes(), ["the delimiter was found to be the semicolon"]);
    let told = Table::read("t.csv", &b"a;b,c\n"[..], Some(Delimiter::Comma), Limits::default()).unwrap();
    assert_eq!(names(&told), ["a;b", "c"]);
    assert_eq!(rows(&read(b"sep=;\r\na;b\r\n1;2\r\n")), [(3, strings(&["1", "2"]))]);
}

#[test]
fn the_encoding_is_found_and_said() {
    let table = read(b"name\nCaf\xe9 \x96 \x80\n");
    assert_eq!(table.encoding(), Encoding::Windows1252);
    assert_eq!(table.notes(), ["the file is not UTF-8 (line 2) and was read as Windows-1252"]);
    assert_eq!(rows(&table), [(2, strings(&["Café – €"]))]);

    for big in [false, true] {
        let text = "\u{feff}a\tb\r\né\t漢🚀\r\n";
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let table = read(&text.encode_utf16().flat_map(unit).collect::<Vec<u8>>());
        assert_eq!((table.encoding(), table.delimiter()), (Encoding::Utf16, Delimiter::Tab));
        assert_eq!(rows(&table), [(2, strings(&["é", "漢🚀"]))]);
    }

    let table = read("a\né\n".as_bytes());
    assert_eq!((table.encoding(), table.notes().len()), (Encoding::Utf8, 0));
}

#[test]
fn what_is_no_text_is_refused_with_its_place() {
    let cases: [(&[u8], &str); 6] = [
        ("a\né漢字\nCaf".as_bytes(), ""),
        (b"\xef\xbb\xbfa\xe9\nb\n", "t.csv: the byte 0xe9 on line 1 is not UTF-8"),
        (b"a\nb\n\xe9\x81\n", "t.csv: the byte 0x81 on line 3 is neither"),
        (b"a\0,\0b\0\n\0", "t.csv: the file holds binary data"),
        (b"\xff\xfea\0\x00\xd8", "t.csv: the file begins as UTF-16"),
        (b"PK\x03\x04rest", "t.csv: this is a workbook"),
    ];
    for (bytes, start) in cases {
        match Table::read("t.csv", bytes, None, Limits::default()) {
            Ok(_) => assert!(start.is_empty(), "{start}"),
            Err(refusal) => {
                assert!(!start.is_empty() && refusal.to_string().starts_with(start), "{refusal} / {start}");
            }
        }
    }
    for empty in [&b""[..], b"\r\n\r\n", b",,\n", b"\xef\xbb\xbf"] {
        assert!(refused(empty, Limits::default()).contains("it is empty"));
    }
}

#[test]
fn rows_that_are_not_of_the_encoding_are_refused_alone() {
    let cases: [(&[u8], &str, u64, u64); 3] = [
        // One row of another encoding does not decide over those that are sound.
        (b"a,b\nCaf\xc3\xa9,1\nGr\xf6\xdfe,2\nx,3\n", "(line 2 says so), which these lines are not: 3", 3, 3),
        (b"\xef\xbb\xbfa,b\nx,1\n\"y\r\n\xe9\",2\nx,3", "(its mark says so), which these lines are not: 4", 3, 4),
        (b"a,b\nx,1\n\xc3\xa9 \xe9,2\nx,3\n", "these lines are not: 3", 3, 3),
    ];
    for (bytes, note, begins, stands) in cases {
        let table = read(bytes);
        assert!(table.encoding() == Encoding::Utf8 && table.notes()[0].contains(note), "{:?}", table.notes());
        let all: Vec<Row<'_>> = table.rows().map(Result::unwrap).collect();
        let refused: Vec<Refusal> = all.iter().filter_map(|row| table.refuse(row)).collect();
        assert_eq!((all.len(), refused.len()), (3, 1));
        assert_eq!(refused[0].subject, format!("t.csv line {begins}"));
        assert!(refused[0].sentence.contains(&format!("on line {stands} is not UTF-8")), "{}", refused[0]);
    }
    let western = read(b"a\n\xe9\n\xe8\n\xc3\xa9\n");
    assert_eq!(western.encoding(), Encoding::Windows1252);
    assert!(western.notes()[0].ends_with("line 4 looks like UTF-8, look at its letters"), "{:?}", western.notes());
}

#[test]
fn odd_headers_are_named_by_position() {
    let table = read(b"id,,status,status,\"column 2\"\n1,2,3,4,5\n");
    assert_eq!(names(&table), ["id", "column 2'", "status", "status (column 4)", "column 2"]);
    assert_eq!(table.notes(), ["column 2 has no name", "`status` names columns 3 and 4"]);
    assert_eq!(names(&read(b" multi\nline ,b\n".as_slice())), ["multi"], "a header ends with its line");
    assert_eq!(names(&read(b"\"multi\nline \",'=b\n".as_slice())), ["multi line", "=b"]);
    let refusal = table.column("statsu").unwrap_err();
    assert!(refusal.hint.starts_with("did you mean `status`"), "{refusal}");
}

#[test]
fn ragged_rows_are_reported_and_squared() {
    let table = read(b"a,b,c\n1,2\n1,2,3,\n1,2,3,4,5\n\"x\"y,2,3\n\"x\" ,2,3\n");
    let all: Vec<Row<'_>> = table.rows().map(Result::unwrap).collect();
    assert!(all.iter().all(|row| row.cells.len() == 3));
    let told: Vec<Option<String>> = all.iter().map(|row| row.flaw.as_ref().map(Flaw::sentence)).collect();
    assert_eq!(
        told,
        [
            Some("the row has 2 fields and the header 3".to_owned()),
            None,
            Some("the row has 5 fields and the header 3; `4` has no column".to_owned()),
            Some("text follows the closing quote of field 1".to_owned()),
            None,
        ]
    );
    assert_eq!(all[3].cells[0], "xy");
    let refusal = table.refuse(&all[0]).expect("a flaw");
    assert_eq!(refusal.subject, "t.csv line 2");
    assert!(table.refuse(&all[1]).is_none());
}

#[test]
fn limits_are_stated_with_the_place() {
    let small = Limits { file: 2_000, row: 100, field: 50, columns: 3, rows: 2 };
    let long = "x".repeat(51);
    let cases = [
        (format!("a,b\n1,2\n3,{long}\n"), "t.csv line 3, column `b`: the field is larger than 50 bytes; shorten it"),
        (
            format!("a,b\n1,\"{long}\"\n"),
            "t.csv line 2, column `b`: the field is larger than 50 bytes; close its quote",
        ),
        (format!("a,b\n1,\"y\n{long}"), "t.csv line 2, column `b`: the field is larger than 50 bytes; close its quote"),
        ("a,b\n1,2\n\"open,2\n3,4\n".to_owned(), "t.csv line 3, column `a`: the quote that opens this field is never"),
        (format!("a,{long}\n"), "t.csv line 1, column 2: the field is larger"),
        (format!("a\n{0},{0},{0}\n", "y".repeat(40)), "t.csv line 2: the row is larger than 100 bytes"),
        ("a\n1\n2\n3\n".to_owned(), "t.csv line 5: the file has more than 2 rows"),
        ("a,b,c,d\n".to_owned(), "t.csv: the header has 4 and at most 3"),
        ("z\n".repeat(1_001), "t.csv: the file is larger than 2000 bytes"),
    ];
    for (text, start) in cases {
        let told = refused(text.as_bytes(), small);
        assert!(told.starts_with(start), "{told}\n{start}");
    }
    let ten_megabytes = format!("id,note\n1,ok\n2,\"{}\"\n", "x".repeat(10_000_000));
    assert_eq!(
        refused(ten_megabytes.as_bytes(), Limits::default()),
        "t.csv line 3, column `note`: the field is larger than 1 MiB; close its quote, or shorten it"
    );
}

#[test]
fn nothing_is_read_after_a_refusal() {
    let table = read(b"a\n\"open\n1\n");
    assert_eq!(table.rows().count(), 1);
    assert!(table.rows().all(|row| row.is_err()));
}

#[test]
fn a_stray_nul_stays_in_its_cell() {
    assert_eq!(rows(&read(b"a,b\nx\0y,some longer text\n"))[0].1[0], "x\0y");
}

proptest! {
    /// What the CSV writer wrote, this reads back, whatever the cells hold.
    #[test]
    fn the_round_trip_is_the_identity(
        cells in proptest::collection::vec(proptest::collection::vec("['=+@\\-\",; \na\u{e9}\u{1f680}]{0,8}", 3), 0..6),
        delimiter in proptest::sample::select(&Delimiter::ALL[..]),
    ) {
        let mut writer = Writer::new(Vec::new(), delimiter, &["id", "b", "c"]).unwrap();
        for (at, row) in cells.iter().enumerate() {
            writer.number(i64::try_from(at).unwrap());
            writer.text(&row[1]).text(&row[2]).end_row().unwrap();
        }
        let bytes = writer.finish().unwrap();
        let table = read(&bytes);
        prop_assert_eq!(table.delimiter(), delimiter);
        let found: Vec<Vec<String>> = rows(&table).into_iter().map(|(_, cells)| cells[1..].to_vec()).collect();
        let wrote: Vec<Vec<String>> = cells.iter().map(|row| row[1..].to_vec()).collect();
        prop_assert_eq!(found, wrote);
    }

    /// Whatever the bytes, reading ends, and cells are as many as columns.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a,;\"\n\r\t']{0,60}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            if let Ok(table) = Table::read("t", bytes, None, Limits::default()) {
                for row in table.rows().flatten() {
                    prop_assert_eq!(row.cells.len(), table.columns().len());
                }
            }
        }
    }
}
