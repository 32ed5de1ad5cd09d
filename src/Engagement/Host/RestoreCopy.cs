using System.Security.Cryptography;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Microsoft.Data.Sqlite;

namespace Engagement.Host;

/// <summary>Puts a copy of the embedded database into its place, marked as one; what was there is kept aside.</summary>
internal static class RestoreCopy
{
    /// <param name="Of">Of which moment the copy is.</param>
    /// <param name="Kept">Where the file is that was there before, or what was beside it if it was gone; null: there was none.</param>
    /// <param name="Locked">Accounts whose secrets the keys here do not open.</param>
    internal sealed record Result(DateTimeOffset Of, string? Kept, IReadOnlyList<string> Locked)
    {
        /// <summary>Why older ones of <see cref="Kept"/> are still there; null: they are not.</summary>
        public string? NotTidied { get; init; }
    }

    /// <exception cref="StartException">Nothing was put back; the message says why.</exception>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static async Task<Result> RunAsync(IConfiguration configuration, DatabaseOptions database, string copy, CancellationToken ct)
    {
        var target = CheckFile.FileOf(database);
        if (!File.Exists(copy))
        {
            throw new UsageException($"There is no file {copy}.");
        }

        if (CheckFile.Followed(copy) == target)
        {
            throw new UsageException("That is the database itself. Give a copy of it.");
        }

        MakeSureItCanBeRead(copy);
        using var alone = ServingAlone.Try(database, out var held)
            ?? throw new StartException($"A process is serving from {held}. Stop it first; nothing was changed.");
        using var unused = InUse.Alone(target);
        var incoming = $"{target}.incoming";
        try
        {
            DeleteAll(incoming);
            if (SqliteCopies.Problem(DatabaseOptions.ForFile(copy)) is { } problem)
            {
                throw new StartException($"{copy} is damaged, or no database: {problem} Nothing was changed. Take another copy.");
            }

            if (!SqliteCopies.IsOurs(DatabaseOptions.ForFile(copy)))
            {
                throw new StartException($"{copy} is a database, but none of Engagement. Nothing was changed.");
            }

            SqliteCopies.Copy(DatabaseOptions.ForFile(copy), incoming);
            // Out of the pool: a connection that is kept would go on writing into the file after it has moved.
            var unpooled = new SqliteConnectionStringBuilder(DatabaseOptions.ForFile(incoming)) { Pooling = false }.ToString();
            var (of, locked) = await MarkAsync(configuration, database with { ConnectionString = unpooled }, ct);
            SqliteCopies.Settle(DatabaseOptions.ForFile(incoming));
            var kept = PutInPlace(incoming, target);
            PrivateFiles.Tighten(database.DataDirectory);
            return new Result(of, kept, locked) { NotTidied = Tidied(kept, configuration) };
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or DamagedFileException)
        {
            throw new StartException($"Nothing was put back: {StorageFaults.Say(e, database.DataDirectory) ?? e.Message}");
        }
        finally
        {
            DeleteAll(incoming);
        }
    }

    private static void MakeSureItCanBeRead(string copy)
    {
        try
        {
            File.OpenRead(copy).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{copy} cannot be read. Give the user that runs this (here: {Environment.UserName}) the right to "
                + $"read it. Nothing was changed.");
        }
    }

    // Before it is in its place: so a copy that was put back is never there without its mark.
    private static async Task<(DateTimeOffset Of, IReadOnlyList<string> Locked)> MarkAsync(
        IConfiguration configuration, DatabaseOptions incoming, CancellationToken ct)
    {
        var services = new ServiceCollection().AddLogging(log => log.AddConsole().SetMinimumLevel(LogLevel.Error));
        services.AddSingleton<IConfiguration>(configuration);
        services.AddEngagement(configuration, incoming);
        await using var provider = services.BuildServiceProvider();
        await EngagementApp.MigrateAsync(provider, configuration, ct);
        var moment = await provider.GetRequiredService<LookBack>().MarkPutBackAsync(ct);
        var locked = new List<string>();
        foreach (var account in await provider.GetRequiredService<Db>().QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct))
        {
            try
            {
                provider.GetRequiredService<AccountSecrets>().Unprotect(account.SecretsCipher);
            }
            catch (Exception e) when (e is CryptographicException or FormatException)
            {
                locked.Add(account.Name);
            }
        }

        return (moment, locked);
    }

    // The old file goes aside and the new one takes its place in one step; a kill in between leaves one of the two.
    private static string? PutInPlace(string incoming, string target)
    {
        var kept = BeforeRestore.Name(Path.GetDirectoryName(target)!, DateTimeOffset.UtcNow);
        if (new FileInfo(target) is not { Exists: true, Length: > 0 })
        {
            // Looked at without its file, SQLite throws a log away, which may be all that is left of the desk.
            var log = MoveBeside(target, kept);
            File.Move(incoming, target, overwrite: true);
            return log;
        }

        if (!SqliteCopies.Settle(DatabaseOptions.ForFile(target)))
        {
            throw new StartException($"Another program is using {target}. End it first; nothing was changed.");
        }

        MoveBeside(target, kept);
        File.Replace(incoming, target, kept);
        return kept;
    }

    /// <returns>Where the first of them is now; null: there was none.</returns>
    private static string? MoveBeside(string target, string kept)
    {
        var moved = SqliteCopies.Beside.Where(end => File.Exists(target + end)).ToList();
        foreach (var end in moved)
        {
            File.Move(target + end, kept + end);
        }

        return moved.Count > 0 ? kept + moved[0] : null;
    }

    // The copy is in its place; that old files are still there takes nothing from it, and is said.
    private static string? Tidied(string? kept, IConfiguration configuration)
    {
        try
        {
            if (kept is not null)
            {
                BeforeRestore.Tidy(kept, (int)KnownSettings.KeepBeforeRestore.Of(configuration));
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static void DeleteAll(string file)
    {
        foreach (var end in SqliteCopies.Beside.Prepend(""))
        {
            File.Delete(file + end);
        }
    }
}
