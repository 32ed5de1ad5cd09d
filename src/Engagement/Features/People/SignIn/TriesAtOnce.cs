namespace Engagement.Features.People.SignIn;

/// <summary>
/// How many passwords are being tried for one name at this moment. A flood of tries for one name is turned away here, before anything is
/// looked up or counted: neither the line for the database nor that for a hash grows by it, and nobody else waits for it.
/// </summary>
internal sealed class TriesAtOnce
{
    /// <summary>As many as are looked at before a person is locked: more at once are of no use to anybody.</summary>
    public const int MostOfOne = 5;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofOne = new(StringComparer.Ordinal);

    /// <param name="name">For whom, as they were typed in, whether there is anybody by that name or not.</param>
    /// <returns>Null: so many are being tried for this one already.</returns>
    public IDisposable? PlaceFor(string name)
    {
        lock (_lock)
        {
            var count = _ofOne.GetValueOrDefault(name);
            if (count >= MostOfOne)
            {
                return null;
            }

            _ofOne[name] = count + 1;
            return new Place(this, name);
        }
    }

    private sealed class Place(TriesAtOnce tries, string name) : IDisposable
    {
        public void Dispose()
        {
            lock (tries._lock)
            {
                if (--tries._ofOne[name] == 0)
                {
                    tries._ofOne.Remove(name);
                }
            }
        }
    }
}
