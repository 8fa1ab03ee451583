//! The books that the search looks through, read once from `data/books.txt`.

use serde::Serialize;

/// How many books a search shows; it says how many more there are.
const SHOWN: usize = 12;

#[derive(Debug, PartialEq, Serialize)]
pub struct Book {
    pub title: &'static str,
    pub author: &'static str,
    pub year: &'static str,
}

/// What a search found, as the template shows it.
#[derive(Debug, Serialize)]
pub struct Found<'a> {
    pub query: &'a str,
    pub books: Vec<&'a Book>,
    pub count: usize,
    pub total: usize,
}

pub struct Library {
    /// Each book beside the text that it is found by.
    books: Vec<(Book, String)>,
}

impl Library {
    pub fn new() -> Self {
        let books = include_str!("../data/books.txt").lines().filter_map(book);
        let books = books.map(|book| {
            let text = fold(&format!("{} {} {}", book.title, book.author, book.year));
            (book, text)
        });
        Self {
            books: books.collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.books.len()
    }

    /// The books in which every word of `query` occurs; all of them when there are no words.
    pub fn search<'a>(&'a self, query: &'a str) -> Found<'a> {
        let query = query.trim();
        let folded = fold(query);
        let found = |text: &str| folded.split_whitespace().all(|word| text.contains(word));
        let mut books = Vec::new();
        let mut count = 0;
        for (book, _) in self.books.iter().filter(|(_, text)| found(text)) {
            count += 1;
            if books.len() < SHOWN {
                books.push(book);
            }
        }
        Found {
            query,
            books,
            count,
            total: self.len(),
        }
    }
}

/// One line of the file: `year | title | author`.
fn book(line: &'static str) -> Option<Book> {
    let mut columns = line.split('|').map(str::trim);
    let (year, title, author) = (columns.next()?, columns.next()?, columns.next()?);
    Some(Book {
        title,
        author,
        year,
    })
}

/// Lower case, without the accents that people leave out when they type: `Brontë` is `bronte`.
fn fold(text: &str) -> String {
    let plain = |letter| match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ï' | 'î' => 'i',
        'ó' | 'ô' | 'ö' => 'o',
        'ú' | 'û' | 'ü' => 'u',
        'ł' => 'l',
        '’' => '\'',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_book() {
        let lines = include_str!("../data/books.txt").lines().count();
        assert_eq!(Library::new().books.len(), lines);
    }

    #[test]
    fn finds_by_every_word_whatever_its_case_and_accents() {
        let library = Library::new();
        for (query, title) in [
            ("  HOBBIT ", "The Hobbit"),
            ("bronte jane", "Jane Eyre"),
            ("Brontë wuthering", "Wuthering Heights"),
            ("dune 1965", "Dune"),
        ] {
            let found = library.search(query);
            assert_eq!(found.count, 1, "{query}");
            assert_eq!(found.books[0].title, title, "{query}");
        }
    }

    #[test]
    fn shows_the_first_of_many_and_counts_them_all() {
        let library = Library::new();
        let found = library.search("");
        assert_eq!(found.books.len(), SHOWN);
        assert_eq!(found.count, found.total);
        assert_eq!(library.search("no such book").count, 0);
    }
}
