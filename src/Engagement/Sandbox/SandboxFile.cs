using Dapper;
using Microsoft.Data.Sqlite;

namespace Engagement.Sandbox;

/// <summary>
/// The network's own small file. One connection, taken in turns: a write costs some 50 µs here, far less than the
/// HTTP call around it, and every reader sees at once what was accepted.
/// </summary>
internal sealed class SandboxFile : IDisposable
{
    private const string Schema =
        """
        create table if not exists Profiles (
          Id text primary key, Handle text not null unique collate nocase, Name text not null, About text not null default '',
          JoinedMs integer not null, WebhookUrl text, WebhookSecret text);
        create table if not exists Tokens (Hash text primary key, ProfileId text not null references Profiles, IsRefresh integer not null,
            ExpiresMs integer not null);
        create index if not exists TokensOfProfile on Tokens (ProfileId);
        create table if not exists Posts (
          Seq integer primary key autoincrement, Id text not null unique, AuthorId text not null references Profiles, Key text,
          Text text not null, CreatedMs integer not null, ParentId text, RootId text not null, Language text, ContentWarning text,
          CardUrl text, CardTitle text, CardDescription text, CardImageId text, Deleted integer not null default 0);
        create index if not exists PostsOfThread on Posts (RootId, Seq);
        create index if not exists PostsByKey on Posts (AuthorId, Key);
        create index if not exists Answers on Posts (ParentId) where ParentId is not null;
        create index if not exists Threads on Posts (Seq) where ParentId is null;
        create table if not exists Images (Id text primary key, PostId text not null, Position integer not null, MediaType text not null,
            Alt text not null, Bytes blob not null);
        create index if not exists ImagesOfPost on Images (PostId);
        create table if not exists Likes (PostId text not null, ProfileId text not null, primary key (PostId, ProfileId)) without rowid;
        create table if not exists Follows (Seq integer primary key autoincrement, ProfileId text not null, FollowerId text not null,
            unique (ProfileId, FollowerId));
        create table if not exists Inbox (Seq integer primary key autoincrement, ProfileId text not null, PostId text not null,
            Kind text not null);
        create index if not exists InboxOfProfile on Inbox (ProfileId, Seq);
        """;

    private readonly Lock _turn = new();
    private readonly SqliteConnection _connection;

    public SandboxFile(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, "sandbox.db"),
            Pooling = false,
        }.ToString());
        _connection.Open();

        // normal: a power cut may lose the last posts of this toy; a killed process loses none.
        _connection.Execute("pragma journal_mode=wal; pragma synchronous=normal; pragma busy_timeout=5000;" + Schema);
    }

    public T Read<T>(Func<SqliteConnection, T> work)
    {
        lock (_turn)
        {
            return work(_connection);
        }
    }

    /// <summary>All of it or, when it throws, nothing.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        lock (_turn)
        {
            // Commands made on the connection join its transaction by themselves.
            using var transaction = _connection.BeginTransaction();
            var result = work(_connection);
            transaction.Commit();
            return result;
        }
    }

    public void Dispose() => _connection.Dispose();
}
