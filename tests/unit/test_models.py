from cifbridge import Environment, SessionInfo

ANSWER = {
    "appid": "a1",
    "pagetype": "entityrecord",
    "etn": "incident",
    "id": "42",
    "clientUrl": "https://contoso.crm.dynamics.com",
    "orgLcid": "1033",
    "userLcid": 1031,
    "userId": "{0F8FAD5B-D9CB-469F-A165-70867728950E}",
    "username": "Sam",
    "customParams": '{"queue": "gold"}',
    "somethingNew": True,
}


def test_the_environment_is_read_into_typed_attributes():
    environment = Environment.from_answer(ANSWER)
    assert environment.username == "Sam"
    assert environment.client_url == "https://contoso.crm.dynamics.com"
    assert (environment.org_lcid, environment.user_lcid) == (1033, 1031)


def test_the_agents_id_loses_its_braces():
    assert Environment.from_answer(ANSWER).user_id == "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_custom_parameters_are_data_when_they_are_json_and_text_when_not():
    assert Environment.from_answer(ANSWER).custom_params == {"queue": "gold"}
    assert Environment.from_answer({"customParams": "a=b"}).custom_params == "a=b"
    assert Environment.from_answer({"customParams": ""}).custom_params is None


def test_what_a_host_leaves_out_is_none_and_what_is_new_is_in_raw():
    environment = Environment.from_answer(ANSWER)
    assert environment.org_id is None
    assert environment.raw["somethingNew"] is True


def test_both_spellings_of_the_page_type_are_read():
    assert Environment.from_answer({"pageType": "dashboard"}).pagetype == "dashboard"


def test_a_sessions_answer_is_read_into_typed_attributes():
    info = SessionInfo.from_answer(
        "session-id-1",
        {
            "sessionId": "session-id-1",
            "focused": True,
            "context": {"call": 7},
            "conversationId": "",
        },
    )
    assert (info.session_id, info.focused, info.context) == ("session-id-1", True, {"call": 7})
    assert info.conversation_id is None


def test_the_documented_spelling_of_focus_is_read_too():
    info = SessionInfo.from_answer("session-id-1", {"isFocused": False})
    assert (info.session_id, info.focused) == ("session-id-1", False)
