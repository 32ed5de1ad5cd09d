-- Each mail that came back over the bridge, once, and what became of it. Its words are in the ticket or nowhere.
create table BridgeMails (
    MessageHash         nvarchar(64)       collate Latin1_General_100_BIN2 not null primary key,  -- SHA-256 of its Message-ID, hex
    FromAddress         nvarchar(320)      collate Latin1_General_100_BIN2 not null,
    Subject             nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Outcome             nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Replied | Noted | Ignored
    Reason              nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    TicketId            uniqueidentifier   null references Tickets (Id),
    Via                 nvarchar(10)       collate Latin1_General_100_BIN2 not null,  -- imap | hook
    TakenAt             datetime2(3)       not null
);
create index IX_BridgeMails_TakenAt on BridgeMails (TakenAt);
