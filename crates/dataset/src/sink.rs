//! Where the rows of a document go: into the columns of a group, into counts, or into a value that holds them.

use std::convert::Infallible;

use copydesk_model::{Document, Piece};

use crate::rows::{ClusterOf, DocumentRows, emit};
use crate::schema::{
    ArtifactCells, ArtifactRow, DocumentCells, DocumentRow, MentionCells, MentionRow, PageCells, PageRow, SpanCells,
    SpanRow,
};

/// Takes the rows of one document after another. The row of the document comes last of its rows.
pub(crate) trait Sink {
    /// What may go wrong.
    type Error;
    fn page(&mut self, row: PageCells<'_>) -> Result<(), Self::Error>;
    fn span(&mut self, row: SpanCells<'_>) -> Result<(), Self::Error>;
    fn mention(&mut self, row: MentionCells<'_>) -> Result<(), Self::Error>;
    fn artifact(&mut self, row: ArtifactCells<'_>) -> Result<(), Self::Error>;
    fn document(&mut self, row: DocumentCells<'_>) -> Result<(), Self::Error>;
}

/// Both take every row.
impl<A: Sink, B: Sink<Error = Infallible>> Sink for (&mut A, &mut B) {
    type Error = A::Error;

    fn page(&mut self, row: PageCells<'_>) -> Result<(), A::Error> {
        let Ok(()) = self.1.page(row);
        self.0.page(row)
    }

    fn span(&mut self, row: SpanCells<'_>) -> Result<(), A::Error> {
        let Ok(()) = self.1.span(row);
        self.0.span(row)
    }

    fn mention(&mut self, row: MentionCells<'_>) -> Result<(), A::Error> {
        let Ok(()) = self.1.mention(row);
        self.0.mention(row)
    }

    fn artifact(&mut self, row: ArtifactCells<'_>) -> Result<(), A::Error> {
        let Ok(()) = self.1.artifact(row);
        self.0.artifact(row)
    }

    fn document(&mut self, row: DocumentCells<'_>) -> Result<(), A::Error> {
        let Ok(()) = self.1.document(row);
        self.0.document(row)
    }
}

/// The rows of a document whose stages are done; `parts` are its pieces.
pub fn rows(doc: &Document, parts: &[Piece], cluster: Option<&ClusterOf>) -> DocumentRows {
    let mut kept = Kept::default();
    let Ok(()) = emit(doc, parts, cluster, &mut kept);
    let Kept {
        document: Some(document),
        page: Some(page),
        spans,
        mentions,
        artifacts,
    } = kept
    else {
        unreachable!("a document has one row, and its page has one")
    };
    DocumentRows {
        document,
        page,
        spans,
        mentions,
        artifacts,
    }
}

/// Keeps the rows of one document.
#[derive(Default)]
struct Kept {
    document: Option<DocumentRow>,
    page: Option<PageRow>,
    spans: Vec<SpanRow>,
    mentions: Vec<MentionRow>,
    artifacts: Vec<ArtifactRow>,
}

impl Sink for Kept {
    type Error = Infallible;

    fn page(&mut self, row: PageCells<'_>) -> Result<(), Infallible> {
        self.page = Some(row.owned());
        Ok(())
    }

    fn span(&mut self, row: SpanCells<'_>) -> Result<(), Infallible> {
        self.spans.push(row.owned());
        Ok(())
    }

    fn mention(&mut self, row: MentionCells<'_>) -> Result<(), Infallible> {
        self.mentions.push(row.owned());
        Ok(())
    }

    fn artifact(&mut self, row: ArtifactCells<'_>) -> Result<(), Infallible> {
        self.artifacts.push(row.owned());
        Ok(())
    }

    fn document(&mut self, row: DocumentCells<'_>) -> Result<(), Infallible> {
        self.document = Some(row.owned());
        Ok(())
    }
}

impl DocumentRows {
    /// Gives the rows away, one by one.
    pub(crate) fn emit<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.page(self.page.cells())?;
        self.spans.iter().try_for_each(|row| sink.span(row.cells()))?;
        self.mentions.iter().try_for_each(|row| sink.mention(row.cells()))?;
        self.artifacts.iter().try_for_each(|row| sink.artifact(row.cells()))?;
        sink.document(self.document.cells())
    }
}
