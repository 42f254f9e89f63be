CREATE VIRTUAL TABLE search_title USING fts5(title, content='search_doc', content_rowid='key', tokenize='trigram', detail='none');
CREATE VIRTUAL TABLE search_body USING fts5(body, content='search_doc', content_rowid='key', tokenize='unicode61 remove_diacritics 2');
