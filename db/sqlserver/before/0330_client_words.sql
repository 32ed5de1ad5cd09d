-- The words clients are called by: of their name, their company, their handles and what those are called. One row a word and client, kept by the
-- use case that writes any of them; the program fills it for the clients there are when it has migrated.
create table ClientWords (
    Word                nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- folded: lower case, without accents
    ClientId            uniqueidentifier   not null references Clients (Id),
    primary key (Word, ClientId)
);
create index IX_ClientWords_Client on ClientWords (ClientId, Word);
-- The list of clients, the newest first, a page at a time.
create index IX_Clients_Created on Clients (CreatedAt, Id) where MatchedIntoId is null;
