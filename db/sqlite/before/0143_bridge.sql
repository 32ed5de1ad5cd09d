-- Each mail that came back over the bridge, once, and what became of it. Its words are in the ticket or nowhere.
create table BridgeMails (
    MessageHash         text        not null primary key,   -- SHA-256 of its Message-ID, hex
    FromAddress         text        not null,
    Subject             text        not null,
    Outcome             text        not null,           -- Replied | Noted | Ignored
    Reason              text        not null,
    TicketId            text        null references Tickets (Id),
    Via                 text        not null,           -- imap | hook
    TakenAt             text        not null
);
create index IX_BridgeMails_TakenAt on BridgeMails (TakenAt);
